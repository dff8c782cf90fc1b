{#- A name as given, with white space folded. -#}
{% macro clean_name(column) -%}
    nullif(trim(regexp_replace({{ kith.clean_text(column) }}, '\s+', ' ', 'g')), '')
{%- endmacro %}
