{#-
    Rows of canon as facts to be passed on. type: a kind of fact. rows: a CTE of canon rows.
    at: when it happened. aged: by when its age is told, where that is another instant. person: the
    columns of whom it is about. Any other argument says one of vars.synced.
-#}
{% macro synced(type, rows, at, aged=none, when='true', person=['person_record_type', 'person_record_id']) -%}
    select
        source_id, tool, record_type, record_id,
        {{ person[0] }} as person_record_type, {{ person[1] }} as person_record_id,
        cast('{{ type }}' as text) as fact_type_code,
        {{ at }} as occurred_at, {{ aged or at }} as aged_at
        {%- for column, data_type in var('synced').items() %},
        cast({{ kwargs.get(column, 'null') }} as {{ data_type }}) as {{ column }}
        {%- endfor %}
    from {{ rows }}
    where {{ when }}
{%- endmacro %}
