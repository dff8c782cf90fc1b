{#-
    The items of the array at a path in a jsonb column, as a set of rows to join laterally:
    `cross join lateral {{ json_items('x', 'a') }} as item`. No rows where there is no array.
-#}
{% macro json_items(column) -%}
    {{ adapter.dispatch('json_items', 'kith')(column, varargs) }}
{%- endmacro %}

{% macro postgres__json_items(column, path) -%}
    {%- set found = "jsonb_extract_path(" ~ column ~ ", '" ~ path | join("', '") ~ "')" if path else column -%}
    jsonb_array_elements(case when jsonb_typeof({{ found }}) = 'array' then {{ found }} else '[]' end)
{%- endmacro %}
