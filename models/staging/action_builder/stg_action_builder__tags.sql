-- One row per response to a field that is on an entity of Action Builder now.
with attached as (
    {{ latest_records(source('action_builder', 'taggable_logbook')) }}
),

tags as (
    {{ latest_records(source('action_builder', 'tags')) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

-- The logbook keeps what was taken off, and holds what is on connections and events too.
renamed as (
    select
        {{ envelope('taggable_logbook', rows='attached') }},
        {{ type_if('users', 'attached.created_by') }} as collected_by_type,
        {{ clean_text('attached.created_by') }} as collected_by_id,
        'entities' as person_record_type, attached.taggable_id as person_record_id,
        attached.tag_id, {{ clean_name('tags.name') }} as tag_name,
        attached.created_at as tagged_at_raw,
        {{ instant('attached.created_at', 'attached._time_zone') }} as tagged_at,
        {{ instant('attached.created_at', 'attached._time_zone') }} as collected_at
    from attached
    inner join people
        on
            attached._source_id = people.source_id and people.record_type = 'entities'
            and attached.taggable_id = people.record_id
    left join tags on attached._source_id = tags._source_id and attached.tag_id = tags.id
    where
        attached.taggable_type = 'Entity' and {{ clean_text('attached.deleted_at') }} is null
        and {{ yes_no('attached.available') }} is not false
)

{{ conform('action_builder', 'tags', from='renamed', lacks=['origin'], checked=['tagged_at']) }}
