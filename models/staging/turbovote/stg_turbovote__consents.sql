-- One row per account of TurboVote and channel, where its partner asked whether they may write.
with users as (
    {{ latest_records(source('turbovote', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        'users' as person_record_type, users.id as person_record_id,
        'partner ' || asked.point_type as channel_raw,
        users.partner_comms_opt_in as status_raw,
        {{ identifier('asked.point_type', 'asked.contact_point_raw') }} as contact_point,
        {{ instant('created_at') }} as decided_at
    from users
    cross join {{ labelled([['email', 'email'], ['phone', 'phone']]) }}
        as asked (point_type, contact_point_raw)
    where {{ clean_text('users.partner_comms_opt_in') }} is not null
        and {{ clean_text('asked.contact_point_raw') }} is not null
)

{{ conform(
    'turbovote', 'consents', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
