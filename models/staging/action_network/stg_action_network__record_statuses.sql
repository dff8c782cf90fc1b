-- One row per event of the web API with a status, and per deleted account, in Action Network.
with stated as (
    {{ stacked('action_network', {
        'osdi_events': {
            'about_record_type': "'osdi_events'", 'about_record_id': '_record_id',
            'status_raw': clean_text('status'), 'changed_at_raw': 'modified_date',
        },
        'users': {
            'about_record_type': "'users'", 'about_record_id': 'id',
            'status_raw': "case when deleted_at <> '' then 'deleted' end",
            'changed_at_raw': 'deleted_at',
        },
    }) }}
),

dated as (
    select *, {{ instant('changed_at_raw') }} as changed_at
    from stated
    where status_raw is not null
)

{{ conform(
    'action_network', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
