{#- An instant from a count since 1970 in UTC. unit: seconds or milliseconds; null if no such count. -#}
{% macro epoch_instant(column, unit='seconds') -%}
    {%- set divisor = {'seconds': 1, 'milliseconds': 1000}[unit] -%}
    {%- set digits = {'seconds': 10, 'milliseconds': 13}[unit] -%}
    to_timestamp(cast(substring({{ kith.clean_text(column) }} from '^(-?[0-9]{1,{{ digits }}})(?:\.[0-9]+)?$') as double precision) / {{ divisor }})
{%- endmacro %}
