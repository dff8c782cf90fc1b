{#- Whether an instant is of the last days of program_limits, or of the days they are compared with. -#}
{% macro is_recent(instant) -%}
    {%- set days = kith.limit_of('program_limits', 'recent_days') ~ ' + ' ~ kith.limit_of('program_limits', 'comparable_days') -%}
    {{ instant }} > {{ kith.days_after('(select known_at from ' ~ ref('known_until') ~ ')', '-(' ~ days ~ ')') }}
{%- endmacro %}
