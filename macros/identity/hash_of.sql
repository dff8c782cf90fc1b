{#- A number that stands for the values of some columns; the sum over rows stands for all of them. -#}
{% macro hash_of(columns) -%}
    hashtextextended(cast(row({{ columns | join(', ') }}) as text), 0)
{%- endmacro %}
