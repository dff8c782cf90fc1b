-- One row per Mailchimp member: their place in an audience.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

lists as (
    {{ latest_records(source('mailchimp', 'lists')) }}
),

renamed as (
    select
        {{ envelope('members', rows='members') }},
        'members' as person_record_type, members._record_id as person_record_id,
        members.list_id as group_id, {{ clean_name('lists.name') }} as group_name,
        {{ clean_text('members.status') }} as status_raw,
        {{ instant("coalesce(nullif(members.timestamp_signup, ''), members.timestamp_opt)", 'members._time_zone') }}
            as joined_at,
        case when members.status in ('unsubscribed', 'cleaned', 'archived')
            then {{ instant('members.last_changed', 'members._time_zone') }}
        end as left_at
    from members
    left join lists on members._source_id = lists._source_id and members.list_id = lists.id
)

{{ conform(
    'mailchimp', 'memberships', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
