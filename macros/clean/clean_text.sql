{#- Text without surrounding white space of any kind or zero-width characters; blank is null. -#}
{% macro clean_text(column) -%}
    nullif(regexp_replace({{ column }}, '^[\s\u00A0\u200B-\u200F\u2060\uFEFF]+|[\s\u00A0\u200B-\u200F\u2060\uFEFF]+$', '', 'g'), '')
{%- endmacro %}
