{#-
    A real calendar date, null if it isn't one (2019-02-29, now, infinity); a time after it is
    dropped. order: ymd, or mdy or dmy for tools that write 5/1/2026.
-#}
{% macro iso_date(column, order='ymd') -%}
    {%- set written = kith.ordered_date(column, order) -%}
    case when {{ written }} ~ '^{{ kith.date_pattern() }}(?:[T ]|$)' then cast(left({{ written }}, 10) as date) end
{%- endmacro %}
