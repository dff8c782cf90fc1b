-- One row per call of a CallHub campaign, retries included.
with calls as (
    {{ latest_records(source('callhub', 'call_reports')) }}
),

contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

agents as (
    {{ latest_records(source('callhub', 'agents')) }}
),

-- A call names a number. Whose it is says the contact with that number, a namesake before others.
ranked as (
    select
        calls.*, contacts._record_id as contact_id, agents._record_id as agent_id,
        row_number() over (
            partition by calls._source_id, calls._record_id
            order by
                coalesce(
                    lower(calls.first_name) = lower(contacts.first_name)
                    and lower(calls.last_name) = lower(contacts.last_name), false
                ) desc,
                {{ newest_first('contacts._record_id') }}
        ) as place
    from calls
    left join contacts
        on
            calls._source_id = contacts._source_id
            and {{ phone_e164('calls.contact') }}
            = {{ phone_in_country('contacts.contact', 'contacts.country_code') }}
    left join agents
        on calls._source_id = agents._source_id and lower(calls.agent) = lower(agents.username)
),

renamed as (
    select
        {{ envelope('call_reports', rows='ranked') }},
        {{ type_if('agents', 'agent_id') }} as collected_by_type, agent_id as collected_by_id,
        {{ type_if('contacts', 'contact_id') }} as person_record_type, contact_id as person_record_id,
        'phone' as channel_raw, disposition as result_raw,
        {{ phone_e164('contact') }} as contact_point, contact as contact_point_raw,
        campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as attempted_at, called_at as attempted_at_raw,
        {{ instant('called_at') }} as collected_at
    from ranked
    where place = 1
)

{{ conform(
    'callhub', 'contact_attempts', from='renamed', checked=['contact_point', 'attempted_at'],
    lacks=['origin'],
) }}
