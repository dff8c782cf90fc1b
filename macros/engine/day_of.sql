{#- The day an instant falls on, in a time zone. -#}
{% macro day_of(instant, time_zone) -%}
    {{ adapter.dispatch('day_of', 'kith')(instant, time_zone) }}
{%- endmacro %}

{% macro postgres__day_of(instant, time_zone) -%}
    cast({{ instant }} at time zone {{ time_zone }} as date)
{%- endmacro %}
