{#-
    A time as an instant in UTC. Text without an offset is read in the source's declared zone, a date
    alone as its midnight there; a time that a clock change skipped is read as if it had not.
    Never fails: what isn't a real date and time is null. order: ymd, mdy or dmy (5/1/2026 3:05 PM).
-#}
{% macro instant(column, time_zone='_time_zone', order='ymd') -%}
    {{ adapter.dispatch('instant', 'kith')(column, time_zone, order) }}
{%- endmacro %}

{% macro postgres__instant(column, time_zone, order) -%}
    {%- set written = kith.ordered_date(column, order) -%}
    {%- set minutes = ':[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]+)?)?' -%}
    {%- set offset = ' ?(?:Z|z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)' -%}
    {%- set time = '(?:(?:[01]?[0-9]|2[0-3])' ~ minutes ~ '(?:' ~ offset ~ ')?'
        ~ '|(?:0?[1-9]|1[0-2])' ~ minutes ~ ' ?[AaPp][Mm](?: ' ~ offset ~ ')?)' -%}
    case
        when {{ written }} !~ '^{{ kith.date_pattern() }}(?:[T ]{{ time }})?$' then null
        when {{ written }} ~ ':.*{{ offset }}$' then cast({{ written }} as timestamptz)
        else cast({{ written }} as timestamp) at time zone {{ time_zone }}
    end
{%- endmacro %}
