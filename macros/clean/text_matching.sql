{#- The value where it has the form, else null. -#}
{% macro text_matching(value, pattern) -%}
    case when {{ value }} ~ '{{ pattern }}' then {{ value }} end
{%- endmacro %}
