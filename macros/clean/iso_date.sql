{#-
    A real calendar date, null if it isn't one (2019-02-29, now, infinity); a time after it is
    dropped. order: ymd, or mdy or dmy for tools that write 5/1/2026.
-#}
{% macro iso_date(column, order='ymd') -%}
    cast(substring({{ kith.ordered_date(column, order) }} from '^({{ kith.date_pattern() }})(?:[T ].*)?$') as date)
{%- endmacro %}
