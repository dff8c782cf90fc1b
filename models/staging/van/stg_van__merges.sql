-- One row per merge of two VAN contacts.
with deduped as (
    {{ latest_records(source('van', 'contactsdeduped')) }}
),

renamed as (
    select
        {{ envelope('contactsdeduped') }},
        {{ type_if('users', 'dedupedby') }} as collected_by_type,
        {{ clean_text('dedupedby') }} as collected_by_id,
        {{ van_instant('datededuped') }} as collected_at,
        'contacts' as merged_record_type,
        vanid as kept_record_id,
        dupvanid as removed_record_id,
        {{ clean_text('dedupedby') }} as merged_by,
        {{ van_instant('datededuped') }} as merged_at,
        datededuped as merged_at_raw
    from deduped
)

{{ conform(
    'van', 'merges', from='renamed',
    lacks=['origin'],
    checked=['merged_at'],
) }}
