-- One row per merge of two accounts, or of two profiles' phone numbers, in Action Network's logs.
with logged as (
    {{ stacked('action_network', {
        'user_merge_logs': {
            'merged_record_type': "'users'", 'kept_record_id': 'merged_user_id',
            'removed_record_id': 'removed_user_id', 'merged_by': "nullif(list_type, '')",
        },
        'phone_dedupe_logs': {
            'merged_record_type': "'core_fields'", 'kept_record_id': 'kept_core_field_id',
            'removed_record_id': 'removed_core_field_id',
            'merged_by': "nullif(source_type, '')",
        },
    }, shared={'merged_at_raw': 'created_at'}) }}
),

dated as (
    select
        *,
        {{ instant('merged_at_raw') }} as merged_at,
        {{ instant('merged_at_raw') }} as collected_at
    from logged
    where kept_record_id <> '' and removed_record_id <> ''
)

{{ conform(
    'action_network', 'merges', from='dated',
    lacks=['origin', 'collector'],
    checked=['merged_at'],
) }}
