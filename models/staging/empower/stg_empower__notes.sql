-- One row per note an organizer of Empower logged on somebody.
with renamed as (
    select
        {{ envelope('outreach_entries') }},
        {{ type_if('profiles', 'organizer_eid') }} as collected_by_type,
        {{ clean_text('organizer_eid') }} as collected_by_id,
        {{ epoch_instant('created_mts') }} as collected_at,
        {{ type_if('profiles', 'target_eid') }} as person_record_type,
        {{ clean_text('target_eid') }} as person_record_id,
        {{ clean_text('note') }} as note_text,
        {{ epoch_instant('created_mts') }} as written_at, created_mts as written_at_raw
    from ({{ latest_records(source('empower', 'outreach_entries')) }}) as latest
    where {{ clean_text('note') }} is not null
)

{{ conform(
    'empower', 'notes', from='renamed', lacks=['origin', 'category_name'], checked=['written_at'],
) }}
