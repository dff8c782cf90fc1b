{#-
    The names and texts of an object in a jsonb column, as a set of rows to join laterally:
    `cross join lateral {{ json_pairs('_extra') }} as pair (name, value)`. No rows where it is null.
-#}
{% macro json_pairs(column) -%}
    {{ adapter.dispatch('json_pairs', 'kith')(column) }}
{%- endmacro %}

{% macro postgres__json_pairs(column) -%}
    jsonb_each_text({{ column }})
{%- endmacro %}
