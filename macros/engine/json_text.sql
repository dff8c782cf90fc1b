{#- The text at a path in a jsonb column, null where there is none: json_text('x', 'a', '0', 'b'). -#}
{% macro json_text(column) -%}
    {{ adapter.dispatch('json_text', 'kith')(column, varargs) }}
{%- endmacro %}

{% macro postgres__json_text(column, path) -%}
    jsonb_extract_path_text({{ column }}, '{{ path | join("', '") }}')
{%- endmacro %}
