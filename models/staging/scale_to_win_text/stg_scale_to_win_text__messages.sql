-- One row per text a contact of a Scale to Win Text campaign was sent or wrote.
with messages as (
    {{ latest_records(source('scale_to_win_text', 'messages')) }}
),

contacts as (
    {{ latest_records(source('scale_to_win_text', 'campaign_contacts')) }}
),

campaigns as (
    {{ latest_records(source('scale_to_win_text', 'campaigns')) }}
),

renamed as (
    select
        {{ envelope('messages', rows='messages') }},
        {{ type_if('users', 'messages.user_id') }} as collected_by_type,
        {{ clean_text('messages.user_id') }} as collected_by_id,
        {{ instant('messages.created_at', 'messages._time_zone') }} as collected_at,
        'campaign_contacts' as person_record_type,
        messages.campaign_contact_id as person_record_id,
        'sms' as channel_raw,
        messages.is_from_contact as direction_raw,
        messages.send_status as status_raw,
        {{ phone_e164('messages.contact_number') }} as contact_point,
        messages.contact_number as contact_point_raw,
        contacts.campaign_id as effort_id,
        campaigns.title as effort_name,
        {{ instant('messages.created_at', 'messages._time_zone') }} as sent_at,
        messages.created_at as sent_at_raw
    from messages
    left join contacts
        on
            messages._source_id = contacts._source_id
            and messages.campaign_contact_id = contacts.id
    left join campaigns
        on contacts._source_id = campaigns._source_id and contacts.campaign_id = campaigns.id
)

{{ conform(
    'scale_to_win_text', 'messages', from='renamed',
    lacks=['origin'],
    checked=['contact_point', 'sent_at'],
) }}
