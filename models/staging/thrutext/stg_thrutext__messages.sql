-- One row per text a ThruText contact was sent or wrote.
with messages as (
    {{ latest_records(source('thrutext', 'messages')) }}
),

-- ThruText says when a text failed, and never whether it arrived.
renamed as (
    select
        {{ envelope('messages') }},
        {{ minted_contact_id('sender_email', 'sender_phone') }} as collected_by_id,
        {{ type_if('senders', minted_contact_id('sender_email', 'sender_phone')) }}
            as collected_by_type,
        {{ instant('timestamp', "'UTC'") }} as collected_at,
        {{ type_if('contacts', 'contact_id') }} as person_record_type,
        contact_id as person_record_id,
        'sms' as channel_raw,
        message_direction as direction_raw,
        case when {{ clean_text('message_error') }} is not null then 'message_error' end as status_raw,
        {{ phone_e164('contact_phone') }} as contact_point,
        contact_phone as contact_point_raw,
        campaign_id as effort_id,
        campaign_name as effort_name,
        {{ instant('timestamp', "'UTC'") }} as sent_at,
        timestamp as sent_at_raw
    from messages
)

{{ conform(
    'thrutext', 'messages', from='renamed',
    lacks=['origin'],
    checked=['contact_point', 'sent_at'],
) }}
