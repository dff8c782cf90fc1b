{#- Makes the rows of touched keys again: kith_made. -#}
{% macro rows_made_again(sql) -%}
    {%- set query = [sql] -%}
    {%- for name, column in config.get('within', {}).items() -%}
        {%- set input = 'from ' ~ kith.input_named(name) -%}
        {%- do query.append(query.pop() | replace(input ~ '\n', input ~ ' where ' ~ kith.is_touched(column) ~ '\n')) -%}
    {%- endfor -%}
    create temp table kith_made on commit drop as select * from (
        {{ query[0] }}
    ) as made {{ kith.where_touched() }};
    analyze kith_made
{%- endmacro %}
