{#- Makes the rows of touched keys again: kith_made. -#}
{% macro rows_made_again(query) -%}
    create temp table kith_made on commit drop as select * from (
        {{ query }}
    ) as made {{ kith.where_touched() }};
    analyze kith_made
{%- endmacro %}
