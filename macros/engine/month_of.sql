{#- The first day of the month an instant falls in, in a time zone. -#}
{% macro month_of(instant, time_zone) -%}
    {{ adapter.dispatch('month_of', 'kith')(instant, time_zone) }}
{%- endmacro %}

{% macro postgres__month_of(instant, time_zone) -%}
    cast(date_trunc('month', {{ instant }} at time zone {{ time_zone }}) as date)
{%- endmacro %}
