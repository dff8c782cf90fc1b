{#- Orders ids that are rising numbers from the newest on: 10 comes before 9. -#}
{% macro newest_first(column) -%}
    length({{ column }}) desc, {{ column }} desc
{%- endmacro %}
