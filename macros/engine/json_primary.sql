{#-
    The text at a path in the main item of a list in a jsonb column: the one marked primary, else
    the first. Null where there is none: json_primary('email_addresses', 'address').
-#}
{% macro json_primary(column) -%}
    {{ adapter.dispatch('json_primary', 'kith')(column, varargs) }}
{%- endmacro %}

{% macro postgres__json_primary(column, path) -%}
    jsonb_extract_path_text(
        coalesce(jsonb_path_query_first({{ column }}, '$[*] ? (@.primary == true)'), {{ column }} -> 0),
        '{{ path | join("', '") }}'
    )
{%- endmacro %}
