{#- The instant at which the hour of an instant began, by the clocks of a time zone. -#}
{% macro hour_of(instant, time_zone) -%}
    {{ adapter.dispatch('hour_of', 'kith')(instant, time_zone) }}
{%- endmacro %}

{% macro postgres__hour_of(instant, time_zone) -%}
    date_trunc('hour', {{ instant }}, {{ time_zone }})
{%- endmacro %}
