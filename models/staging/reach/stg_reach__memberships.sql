-- One row per user's role in a Reach campaign.
with users as (
    {{ latest_records(source('reach', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        'users' as person_record_type, user_id as person_record_id, role as status_raw
    from users
)

{{ conform(
    'reach', 'memberships', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'group_id', 'group_name', 'joined_at', 'left_at',
    ],
) }}
