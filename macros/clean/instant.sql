{#-
    A time as an instant in UTC. Text without an offset is read in the source's declared zone.
    Never fails: what isn't a real date and time is null.
-#}
{% macro instant(column, time_zone='_time_zone') -%}
    {{ adapter.dispatch('instant', 'kith')(column, time_zone) }}
{%- endmacro %}

{% macro postgres__instant(column, time_zone) -%}
    case
        when {{ column }} ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))$'
            then cast({{ column }} as timestamptz)
        when {{ column }} ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$'
            then cast({{ column }} as timestamp) at time zone {{ time_zone }}
    end
{%- endmacro %}
