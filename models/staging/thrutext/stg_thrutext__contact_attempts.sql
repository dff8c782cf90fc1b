-- One row per ThruText conversation in which a text was sent, at the first one.
with messages as (
    {{ latest_records(source('thrutext', 'messages')) }}
),

surveys as (
    {{ latest_records(source('thrutext', 'surveys')) }}
),

answered as (
    select distinct _source_id, conversation_id
    from surveys
    where {{ clean_text('response') }} is not null
),

told as (
    select
        messages.*, {{ instant('timestamp', "'UTC'") }} as attempted_at,
        lower(message_direction) in ('incoming', 'inbound') as is_reply
    from messages
),

numbered as (
    select
        told.*,
        max(message_direction) filter (where is_reply) over conversation as reply,
        row_number() over (
            partition by _source_id, conversation_id, is_reply
            order by attempted_at, length(message_id), message_id
        ) as place
    from told
    window conversation as (partition by _source_id, conversation_id)
),

renamed as (
    select
        {{ envelope('conversations', record_id='conversation_id', rows='numbered') }},
        {{ minted_contact_id('sender_email', 'sender_phone') }} as collected_by_id,
        'senders' as collected_by_type, attempted_at as collected_at,
        'contacts' as person_record_type, contact_id as person_record_id, 'sms' as channel_raw,
        case when answered.conversation_id is not null then 'survey'
            else coalesce(reply, message_direction)
        end as result_raw,
        {{ phone_e164('contact_phone') }} as contact_point, contact_phone as contact_point_raw,
        campaign_id as effort_id, campaign_name as effort_name, attempted_at
    from numbered
    left join answered
        on
            numbered._source_id = answered._source_id
            and numbered.conversation_id = answered.conversation_id
    where numbered.place = 1 and not numbered.is_reply
)

{{ conform(
    'thrutext', 'contact_attempts', from='renamed',
    lacks=['origin'],
    checked=['contact_point'],
) }}
