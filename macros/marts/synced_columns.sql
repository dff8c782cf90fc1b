{#- The columns of vars.synced of some rows, with a comma between. -#}
{% macro synced_columns(rows) -%}
    {%- for column in var('synced') %}
    {{- rows }}.{{ column }}{{ '' if loop.last else ', ' }}
    {%- endfor %}
{%- endmacro %}
