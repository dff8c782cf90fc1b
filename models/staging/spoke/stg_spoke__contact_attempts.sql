-- One row per contact of a Spoke campaign who was sent a text, at the first one.
with contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

messages as (
    {{ latest_records(source('spoke', 'message')) }}
),

campaigns as (
    {{ latest_records(source('spoke', 'campaign')) }}
),

sent as (
    select
        _source_id, campaign_contact_id, user_id, {{ instant('sent_at') }} as sent_at,
        row_number() over (
            partition by _source_id, campaign_contact_id
            order by {{ instant('sent_at') }}, length(id), id
        ) as place
    from messages
    where {{ yes_no('is_from_contact') }} is not true
),

renamed as (
    select
        {{ envelope('campaign_contact', rows='contacts') }},
        {{ type_if('user', 'sent.user_id') }} as collected_by_type,
        {{ clean_text('sent.user_id') }} as collected_by_id,
        sent.sent_at as collected_at,
        'campaign_contact' as person_record_type,
        contacts.id as person_record_id,
        'sms' as channel_raw,
        contacts.message_status as result_raw,
        {{ phone_e164('contacts.cell') }} as contact_point,
        contacts.cell as contact_point_raw,
        contacts.campaign_id as effort_id,
        campaigns.title as effort_name,
        sent.sent_at as attempted_at
    from contacts
    inner join sent
        on
            contacts._source_id = sent._source_id
            and contacts.id = sent.campaign_contact_id
            and sent.place = 1
    left join campaigns
        on
            contacts._source_id = campaigns._source_id
            and contacts.campaign_id = campaigns.id
)

{{ conform(
    'spoke', 'contact_attempts', from='renamed',
    lacks=['origin'],
    checked=['contact_point'],
) }}
