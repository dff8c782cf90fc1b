-- One row per contact of a Scale to Win Text campaign who was sent a text, at the first one.
with contacts as (
    {{ latest_records(source('scale_to_win_text', 'campaign_contacts')) }}
),

first_texts as (
    {{ first_texts(source('scale_to_win_text', 'messages'), 'created_at') }}
),

assignments as (
    {{ latest_records(source('scale_to_win_text', 'assignments')) }}
),

campaigns as (
    {{ latest_records(source('scale_to_win_text', 'campaigns')) }}
),

-- First texts may go out by machine; the conversation is then its texter's.
authored as (
    select
        {{ envelope('campaign_contacts', rows='contacts') }}, contacts.*, first_texts.sent_at,
        coalesce({{ clean_text('first_texts.user_id') }}, {{ clean_text('assignments.user_id') }})
            as collected_by_id
    from contacts
    inner join first_texts
        on
            contacts._source_id = first_texts._source_id
            and contacts.id = first_texts.campaign_contact_id
    left join assignments
        on contacts._source_id = assignments._source_id and contacts.assignment_id = assignments.id
),

renamed as (
    select
        {{ same_record('authored') }}, authored.collected_by_id,
        {{ type_if('users', 'authored.collected_by_id') }} as collected_by_type,
        authored.sent_at as collected_at, 'campaign_contacts' as person_record_type,
        authored.id as person_record_id, 'sms' as channel_raw,
        authored.message_status as result_raw, {{ phone_e164('authored.cell') }} as contact_point,
        authored.cell as contact_point_raw, authored.campaign_id as effort_id,
        campaigns.title as effort_name, authored.sent_at as attempted_at
    from authored
    left join campaigns
        on authored.source_id = campaigns._source_id and authored.campaign_id = campaigns.id
)

{{ conform(
    'scale_to_win_text', 'contact_attempts', from='renamed',
    lacks=['origin'],
    checked=['contact_point'],
) }}
