{#-
    An id of identity, to be compared with one of a mart. Identity's sort by their bytes, and PostgreSQL
    asks a mart's index only in the mart's own order; without this it would read the mart whole.
-#}
{% macro in_marts_order(id) -%}
    {{ adapter.dispatch('in_marts_order', 'kith')(id) }}
{%- endmacro %}

{% macro default__in_marts_order(id) -%}
    {{ id }}
{%- endmacro %}

{% macro postgres__in_marts_order(id) -%}
    {{ id }} collate "default"
{%- endmacro %}
