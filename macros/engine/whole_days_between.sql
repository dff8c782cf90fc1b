{#- How many whole days of 24 hours lie between two instants. -#}
{% macro whole_days_between(earlier, later) -%}
    {{ adapter.dispatch('whole_days_between', 'kith')(earlier, later) }}
{%- endmacro %}

{% macro postgres__whole_days_between(earlier, later) -%}
    cast(floor(extract(epoch from {{ later }} - {{ earlier }}) / 86400) as integer)
{%- endmacro %}
