-- One row per interaction with a signup that was logged in NationBuilder.
with contacts as (
    {{ latest_records(source('nationbuilder', 'contacts')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

renamed as (
    select
        {{ envelope('contacts', rows='contacts') }},
        {{ type_if('signups', json_text('contacts.attributes', 'author_id')) }} as collected_by_type,
        {{ clean_text(json_text('contacts.attributes', 'author_id')) }} as collected_by_id,
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        {{ json_text('contacts.attributes', 'contact_method') }} as channel_raw,
        {{ json_text('contacts.attributes', 'contact_status') }} as result_raw,
        {{ json_text('contacts.attributes', 'path_id') }} as effort_id,
        {{ json_text('contacts.attributes', 'created_at') }} as attempted_at_raw,
        {{ instant(json_text('contacts.attributes', 'created_at'), 'contacts._time_zone') }} as attempted_at,
        {{ instant(json_text('contacts.attributes', 'created_at'), 'contacts._time_zone') }} as collected_at
    from contacts
    left join people
        on
            contacts._source_id = people.source_id
            and {{ json_text('contacts.attributes', 'signup_id') }} = people.record_id
)

{{ conform(
    'nationbuilder', 'contact_attempts', from='renamed',
    lacks=['origin', 'contact_point', 'effort_name'],
    checked=['attempted_at'],
) }}
