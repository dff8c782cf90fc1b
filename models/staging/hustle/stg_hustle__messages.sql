-- One row per text a Hustle lead was sent or wrote.
with messages as (
    {{ stacked('hustle', {
        'messages': {
            'agent_id': 'agent_id', 'goal_id': 'attributed_goal_id', 'user_id': 'null',
            'status_raw': 'null',
        },
        'inbox_messages': {
            'agent_id': 'null', 'goal_id': 'attributed_inbox_goal_id',
            'user_id': 'sending_user_id', 'status_raw': 'status',
        },
    }, shared={
        'person_record_id': 'lead_id', 'direction_raw': 'direction', 'sent_at_raw': 'created_at',
    }) }}
),

leads as (
    {{ latest_records(source('hustle', 'leads')) }}
),

agents as (
    {{ latest_records(source('hustle', 'agents')) }}
),

goals as (
    {{ stacked('hustle', {'goals': {}, 'inbox_goals': {}}, shared={'id': 'id', 'name': 'name'}) }}
),

-- A lead's own text bears the agent whose conversation it is, who didn't write it.
authored as (
    select
        messages.*,
        case when lower(messages.direction_raw) <> 'inbound'
            then {{ clean_text('coalesce(messages.user_id, agents.user_id)') }}
        end as collected_by_id,
        {{ instant('messages.sent_at_raw', 'messages._time_zone') }} as sent_at
    from messages
    left join agents
        on messages.source_id = agents._source_id and messages.agent_id = agents.id
),

renamed as (
    select
        {{ same_record('authored') }}, authored.direction_raw, authored.status_raw,
        authored.person_record_id, 'leads' as person_record_type, 'sms' as channel_raw,
        {{ type_if('users', 'authored.collected_by_id') }} as collected_by_type,
        authored.collected_by_id, authored.sent_at as collected_at,
        {{ phone_e164('leads.phone_number') }} as contact_point,
        authored.goal_id as effort_id, goals.name as effort_name,
        authored.sent_at, authored.sent_at_raw
    from authored
    left join leads
        on authored.source_id = leads._source_id and authored.person_record_id = leads.id
    left join goals
        on
            authored.source_id = goals.source_id
            and authored.goal_id = goals.id
            and goals.record_type
            = case authored.record_type when 'messages' then 'goals' else 'inbox_goals' end
)

{{ conform(
    'hustle', 'messages', from='renamed',
    lacks=['origin'],
    checked=['sent_at'],
) }}
