{#-
    A time that VAN wrote: its pipeline tables say 2026-09-28 15:07:00 where its changed entities, which
    are pulled, say 9/28/2026 3:07:00 PM. Both are of the account's time zone.
-#}
{% macro van_instant(column, time_zone='_time_zone') -%}
    {{ kith.instant(column, time_zone, order='mdy') }}
{%- endmacro %}
