{#- The instant at which clocks of a time zone show the same time so many days later. -#}
{% macro days_later_by_clock(instant, days, time_zone) -%}
    {{ adapter.dispatch('days_later_by_clock', 'kith')(instant, days, time_zone) }}
{%- endmacro %}

{% macro postgres__days_later_by_clock(instant, days, time_zone) -%}
    ({{ instant }} at time zone {{ time_zone }} + {{ days }} * interval '1 day') at time zone {{ time_zone }}
{%- endmacro %}
