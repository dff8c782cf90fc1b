-- One row per merge of a HubSpot contact into another.
with audit as (
    {{ latest_records(source('hubspot', 'contacts_merged_audit')) }}
),

-- The one kept may be merged later: each row tells its own step.
renamed as (
    select
        {{ envelope('contacts_merged_audit') }},
        'contacts' as merged_record_type,
        canonical_vid as kept_record_id,
        vid_to_merge as removed_record_id,
        {{ clean_text('user_id') }} as merged_by,
        timestamp as merged_at_raw,
        coalesce({{ epoch_instant('timestamp') }}, {{ instant('timestamp') }}) as merged_at,
        coalesce({{ epoch_instant('timestamp') }}, {{ instant('timestamp') }}) as collected_at
    from audit
    where canonical_vid <> vid_to_merge
)

{{ conform(
    'hubspot', 'merges', from='renamed',
    lacks=['origin', 'collector'],
    checked=['merged_at'],
) }}
