-- One row per record that Mobilize says was blocked, deleted or rejected, and its status.
with stated as (
    {{ stacked('mobilize', {
        'users': {
            'about_record_type': "'users'", 'about_record_id': 'id', 'status_raw': "'blocked'",
            'changed_at_raw': 'blocked_date',
        },
        'affiliations': {
            'about_record_type': "'users'", 'about_record_id': 'user_id',
            'status_raw': "'blocked'", 'changed_at_raw': 'blocked_date',
        },
        'events': {'changed_at_raw': 'deleted_date'},
        'timeslots': {'about_record_type': "'timeslots'", 'changed_at_raw': 'deleted_date'},
        'api_people': {
            'about_record_type': "'users'", 'about_record_id': 'user_id',
            'status_raw': "'blocked'", 'changed_at_raw': 'blocked_date',
        },
        'api_deleted_events': {
            'about_record_type': "'api_events'", 'changed_at_raw': 'deleted_date',
        },
    }, shared={
        'about_record_type': "'events'", 'about_record_id': 'id', 'status_raw': "'deleted'",
    }) }}
),

stated_beside as (
    {{ stacked('mobilize', {
        'users': {
            'about_record_type': "'users'", 'about_record_id': 'id',
            'status_raw': "'globally_blocked'", 'changed_at_raw': 'globally_blocked_date',
        },
        'events': {},
        'api_events': {'about_record_type': "'api_events'"},
    }, shared={
        'about_record_type': "'events'", 'about_record_id': 'id', 'status_raw': "'rejected'",
        'changed_at_raw': "case when approval_status = 'REJECTED' then modified_date end",
    }) }}
),

every_one as (
    select * from stated
    union all
    select * from stated_beside
),

dated as (
    select
        *,
        coalesce({{ epoch_instant('changed_at_raw') }}, {{ instant('changed_at_raw') }})
            as changed_at
    from every_one
    where changed_at_raw <> ''
)

{{ conform(
    'mobilize', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
