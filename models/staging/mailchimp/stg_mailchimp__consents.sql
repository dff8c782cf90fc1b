-- One row per Mailchimp member: whether they want mail.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

renamed as (
    select
        {{ envelope('members') }},
        'members' as person_record_type, _record_id as person_record_id,
        'email' as channel_raw, {{ clean_text('status') }} as status_raw,
        {{ email('email_address') }} as contact_point, email_address as contact_point_raw,
        case when status = 'subscribed'
            then {{ instant("coalesce(nullif(timestamp_opt, ''), last_changed)") }}
            else {{ instant('last_changed') }}
        end as decided_at
    from members
)

{{ conform(
    'mailchimp', 'consents', from='renamed', lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point'],
) }}
