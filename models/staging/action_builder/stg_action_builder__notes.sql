-- One row per note on an entity of Action Builder, or on a response that is on one.
with notes as (
    {{ latest_records(source('action_builder', 'global_notes')) }}
),

attached as (
    {{ latest_records(source('action_builder', 'taggable_logbook')) }}
),

tags as (
    {{ latest_records(source('action_builder', 'tags')) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

-- What a field holds is a note on the response to it; the response's name says which field.
renamed as (
    select
        {{ envelope('global_notes', rows='notes') }},
        {{ type_if('users', 'notes.created_by_id') }} as collected_by_type,
        {{ clean_text('notes.created_by_id') }} as collected_by_id,
        {{ instant('notes.created_at', 'notes._time_zone') }} as collected_at,
        people.record_type as person_record_type, people.record_id as person_record_id,
        {{ clean_name('tags.name') }} as category_name,
        {{ clean_text('notes.text') }} as note_text,
        {{ instant('notes.created_at', 'notes._time_zone') }} as written_at,
        notes.created_at as written_at_raw
    from notes
    left join attached
        on
            notes.owner_type = 'TaggableLogbook' and attached.taggable_type = 'Entity'
            and notes._source_id = attached._source_id and notes.owner_id = attached.id
    left join tags on attached._source_id = tags._source_id and attached.tag_id = tags.id
    inner join people
        on
            notes._source_id = people.source_id and people.record_type = 'entities'
            and case notes.owner_type
                when 'Entity' then notes.owner_id else attached.taggable_id
            end = people.record_id
)

{{ conform('action_builder', 'notes', from='renamed', lacks=['origin'], checked=['written_at']) }}
