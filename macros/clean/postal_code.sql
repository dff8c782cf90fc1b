{#- The five digits of a US ZIP code. -#}
{% macro postal_code(column) -%}
    substring({{ kith.clean_text(column) }} from '^([0-9]{5})(-?[0-9]{4})?$')
{%- endmacro %}
