-- One row per OpenField record that was set aside, archived or of somebody who died.
with marked as (
    {{ stacked('openfield', {
        'people': {'status_raw': "'is_deceased'", 'is_so': yes_no('is_deceased')},
        'customuser': {
            'status_raw': "'user is_quarantined'", 'is_so': yes_no('is_quarantined'),
        },
        'conversations': {
            'status_raw': "'conversation is_quarantined'", 'is_so': yes_no('is_quarantined'),
        },
        'label': {
            'status_raw': "'is_archived'", 'is_so': yes_no('is_archived'),
            'changed_at_raw': 'archived_at',
        },
    }, shared={'changed_at_raw': 'null'}) }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
    where is_so
)

{{ conform(
    'openfield', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['changed_at'],
) }}
