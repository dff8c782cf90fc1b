{#- The instant at which a day begins by the clocks of a time zone; without a day, no instant. -#}
{% macro midnight_of(day, time_zone) -%}
    {{ adapter.dispatch('midnight_of', 'kith')(day, time_zone) }}
{%- endmacro %}

{% macro postgres__midnight_of(day, time_zone) -%}
    cast({{ day }} as timestamp) at time zone {{ time_zone }}
{%- endmacro %}
