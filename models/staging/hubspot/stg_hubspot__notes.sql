-- One row per contact a note in HubSpot is about.
with notes as (
    {{ latest_records(source('hubspot', 'engagements_notes')) }}
),

-- A note about several contacts is one note; the first has its own number.
numbered as (
    select
        notes.*, about.contact #>> '{}' as person_record_id,
        case
            when row_number() over (
                partition by notes._source_id, notes._record_id order by about.contact #>> '{}'
            ) = 1 then notes._record_id
            else notes._record_id || ':' || (about.contact #>> '{}')
        end as note_id
    from notes
    cross join lateral {{ json_items('notes.contacts') }} as about (contact)
    where {{ yes_no('notes.archived') }} is not true
),

renamed as (
    select
        {{ envelope('engagements_notes', record_id='note_id') }},
        {{ type_if('owners', 'properties_hubspot_owner_id') }} as collected_by_type,
        {{ clean_text('properties_hubspot_owner_id') }} as collected_by_id,
        {{ instant('properties_hs_timestamp') }} as collected_at,
        'contacts' as person_record_type, person_record_id,
        {{ clean_text('properties_hs_note_body') }} as note_text,
        {{ instant('properties_hs_timestamp') }} as written_at,
        properties_hs_timestamp as written_at_raw
    from numbered
)

{{ conform(
    'hubspot', 'notes', from='renamed', lacks=['origin', 'category_name'], checked=['written_at'],
) }}
