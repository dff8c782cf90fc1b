{#- The value where it has the form, else null. -#}
{% macro text_matching(value, pattern) -%}
    substring({{ value }} from '{{ pattern }}')
{%- endmacro %}
