-- One row per record that Mobilize says was blocked, deleted or reviewed, and its status.
with users as (
    {{ latest_records(source('mobilize', 'users')) }}
),

affiliations as (
    {{ latest_records(source('mobilize', 'affiliations')) }}
),

events as (
    {{ latest_records(source('mobilize', 'events')) }}
),

timeslots as (
    {{ latest_records(source('mobilize', 'timeslots')) }}
),

stated as (
    select
        {{ envelope('users') }}, _time_zone, 'users' as about_record_type, id as about_record_id,
        'blocked' as status_raw, blocked_date as changed_at_raw
    from users
    union all
    select {{ envelope('users') }}, _time_zone, 'users', id, 'globally_blocked', globally_blocked_date
    from users
    union all
    select {{ envelope('affiliations') }}, _time_zone, 'users', user_id, 'blocked', blocked_date
    from affiliations
    union all
    select {{ envelope('events') }}, _time_zone, 'events', id, 'deleted', deleted_date
    from events
    union all
    select {{ envelope('events') }}, _time_zone, 'events', id, 'rejected', modified_date
    from events
    where approval_status = 'REJECTED'
    union all
    select {{ envelope('timeslots') }}, _time_zone, 'timeslots', id, 'deleted', deleted_date
    from timeslots
),

dated as (
    select *, {{ instant('changed_at_raw') }} as changed_at
    from stated
    where changed_at_raw <> ''
)

{{ conform(
    'mobilize', 'record_statuses', from='dated',
    lacks=['origin_system', 'origin_id', 'collected_by_type', 'collected_by_id', 'collected_at'],
    checked=['changed_at'],
) }}
