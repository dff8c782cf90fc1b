-- One row per contact of a Spoke campaign who was sent a text, at the first one.
with contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

first_texts as (
    {{ first_texts(source('spoke', 'message'), 'sent_at') }}
),

campaigns as (
    {{ latest_records(source('spoke', 'campaign')) }}
),

renamed as (
    select
        {{ envelope('campaign_contact', rows='contacts') }},
        {{ type_if('user', 'first_texts.user_id') }} as collected_by_type,
        {{ clean_text('first_texts.user_id') }} as collected_by_id,
        first_texts.sent_at as collected_at,
        'campaign_contact' as person_record_type,
        contacts.id as person_record_id,
        'sms' as channel_raw,
        contacts.message_status as result_raw,
        {{ phone_e164('contacts.cell') }} as contact_point,
        contacts.cell as contact_point_raw,
        contacts.campaign_id as effort_id,
        campaigns.title as effort_name,
        first_texts.sent_at as attempted_at
    from contacts
    inner join first_texts
        on
            contacts._source_id = first_texts._source_id
            and contacts.id = first_texts.campaign_contact_id
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
