-- One row per user of an OpenField garden.
with users as (
    {{ latest_records(source('openfield', 'customuser')) }}
),

gardens as (
    {{ latest_records(source('openfield', 'campaigns')) }}
),

renamed as (
    select
        {{ envelope('customuser', rows='users') }},
        'customuser' as person_record_type, users.id as person_record_id,
        users.campaign_id as group_id, gardens.name as group_name,
        'is_active ' || users.is_active as status_raw,
        users.date_joined as joined_at_raw,
        {{ instant('users.date_joined', 'users._time_zone') }} as joined_at
    from users
    left join gardens
        on users._source_id = gardens._source_id and users.campaign_id = gardens.id
)

{{ conform(
    'openfield', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'left_at'], checked=['joined_at'],
) }}
