{#-
    A row per source and record type whose rows are about a person the source has no record of.
    A visitor of a website whom nobody knows is none of them.
    people: a CTE of canon's people.
-#}
{% macro ownerless_rows(people) -%}
    {%- for shape in kith.filled_shapes() if 'person_record_id' in var('shapes')[shape] %}
    select
        facts.source_id, facts.tool, facts.record_type, '{{ shape }}' as shape,
        count(*) as affected_count, min(facts.record_id) as record_id,
        min(facts.received_at) as first_seen_at
    from (select * from {{ ref('all_' ~ shape) }}) as facts
    left join {{ people }}
        on facts.source_id = {{ people }}.source_id
        and facts.person_record_type = {{ people }}.record_type
        and facts.person_record_id = {{ people }}.record_id
    where {{ people }}.record_id is null {{ 'and facts.person_record_id is not null' if shape == 'web_events' }}
    group by facts.source_id, facts.tool, facts.record_type
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
{%- endmacro %}
