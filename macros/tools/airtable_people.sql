{#-
    Airtable's records of people, each once: as a pull of the whole base told it, else as a file of
    one table did.
-#}
{% macro airtable_people() -%}
    with told as (
        {{ kith.stacked('airtable', {
            'base_people': {'created_time': 'created_time', 'fields': 'fields'},
            'people': {'created_time': 'created_time', 'fields': 'fields'},
        }) }}
    )
    select * from told where record_type = 'base_people'
    union all
    select * from told where record_type = 'people' and not exists (
        select 1 from told as pulled where pulled.record_type = 'base_people'
            and pulled.source_id = told.source_id and pulled.record_id = told.record_id
    )
{%- endmacro %}
