{#- A sum of whole numbers that stays one. -#}
{% macro total(column) -%}
    cast(sum({{ column }}) as bigint)
{%- endmacro %}
