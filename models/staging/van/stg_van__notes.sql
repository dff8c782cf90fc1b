-- One row per note on a VAN contact.
with notes as (
    {{ latest_records(source('van', 'contactsnotes')) }}
),

renamed as (
    select
        {{ envelope('contactsnotes', rows='notes') }},
        {{ type_if('users', 'createdby') }} as collected_by_type,
        {{ clean_text('createdby') }} as collected_by_id,
        {{ van_instant('datecreated', '_time_zone') }} as collected_at,
        'contacts' as person_record_type,
        vanid as person_record_id,
        {{ clean_text('notecategoryname') }} as category_name,
        {{ clean_text('notetext') }} as note_text,
        {{ van_instant('datecreated', '_time_zone') }} as written_at,
        datecreated as written_at_raw
    from notes
)

{{ conform('van', 'notes', from='renamed', lacks=['origin'], checked=['written_at']) }}
