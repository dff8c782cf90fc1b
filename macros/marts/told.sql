{#-
    Rows as the timeline tells them. type: an interaction type. rows: a CTE of canon rows.
    at: when it happened. when: which rows. person and author: the columns of whom it is about and
    of who made the record. Any other argument says one of vars.timeline.
-#}
{% macro told(type, rows, at, when='true', person=['person_record_type', 'person_record_id'], author=['collected_by_type', 'collected_by_id']) -%}
    select
        source_id, tool, record_type, record_id, origin_system, origin_id,
        {{ author[0] }} as collected_by_type, {{ author[1] }} as collected_by_id,
        received_at, loaded_at, method, file_id, file_row,
        {{ person[0] }} as person_record_type, {{ person[1] }} as person_record_id,
        cast('{{ type }}' as text) as interaction_type_code,
        {{ at }} as occurred_at
        {%- for column, data_type in var('timeline').items() %},
        cast({{ kwargs.get(column, 'null') }} as {{ data_type }}) as {{ column }}
        {%- endfor %}
    from {{ rows }}
    where {{ when }}
{%- endmacro %}
