{#- What the last touch says, where it was within the days of `program_limits` (touch_days). -#}
{% macro if_touched(column) -%}
    case
        when activities.occurred_at <= {{ kith.days_after('activities.last_touch_at', kith.limit_of('program_limits', 'touch_days')) }}
            then activities.{{ column }}
    end as {{ column }}
{%- endmacro %}
