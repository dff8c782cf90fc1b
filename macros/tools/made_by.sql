{#-
    Who made a record of an exchange by the standard, where and when: what the sender says of it, kept
    beside who carried it here. rows: the CTE it is read from.
-#}
{% macro made_by(rows) -%}
    {{ kith.clean_text(rows ~ '.origin_system') }} as origin_system,
    {{ kith.clean_text(rows ~ '.origin_id') }} as origin_id,
    case when {{ rows }}.collected_by_type is distinct from 'system'
        then {{ kith.type_if('people', rows ~ '.collected_by_id') }} end as collected_by_type,
    case when {{ rows }}.collected_by_type is distinct from 'system'
        then {{ kith.clean_text(rows ~ '.collected_by_id') }} end as collected_by_id,
    {{ kith.instant(rows ~ '.collected_at', rows ~ '._time_zone') }} as collected_at
{%- endmacro %}
