{#- Text without surrounding white space of any kind or zero-width characters; blank is null. -#}
{% macro clean_text(column) -%}
    {%- set blank = '\\s\\u00A0\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060\\u3000\\uFEFF' -%}
    nullif(regexp_replace({{ column }}, '^[{{ blank }}]+|[{{ blank }}]+$', '', 'g'), '')
{%- endmacro %}
