-- One row per question of a CallHub campaign's survey that a contact answered.
with results as (
    {{ latest_records(source('callhub', 'campaign_results')) }}
),

contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

agents as (
    {{ latest_records(source('callhub', 'agents')) }}
),

-- Whatever a survey asks is a column under the question's own words.
ranked as (
    select
        results.*, answer.name as question, answer.value as answer,
        contacts._record_id as contact_id, agents._record_id as agent_id,
        results._record_id || ':' || answer.name as answer_record_id,
        row_number() over (
            partition by results._source_id, results._record_id, answer.name
            order by
                coalesce(
                    lower(results.first_name) = lower(contacts.first_name)
                    and lower(results.last_name) = lower(contacts.last_name), false
                ) desc,
                {{ newest_first('contacts._record_id') }}
        ) as place
    from results
    cross join lateral {{ json_pairs('results._extra') }} as answer (name, value)
    left join contacts
        on
            results._source_id = contacts._source_id
            and {{ phone_e164('results.contact') }}
            = {{ phone_in_country('contacts.contact', 'contacts.country_code') }}
    left join agents
        on results._source_id = agents._source_id and lower(results.agent) = lower(agents.username)
),

renamed as (
    select
        {{ envelope('campaign_results', record_id='answer_record_id', rows='ranked') }},
        {{ type_if('agents', 'agent_id') }} as collected_by_type, agent_id as collected_by_id,
        {{ type_if('contacts', 'contact_id') }} as person_record_type, contact_id as person_record_id,
        'phone' as channel_raw, question as question_id, question as question_name,
        {{ clean_name('answer') }} as response_name, campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as answered_at, called_at as answered_at_raw,
        {{ instant('called_at') }} as collected_at
    from ranked
    where place = 1 and {{ clean_text('answer') }} is not null
)

{{ conform(
    'callhub', 'survey_responses', from='renamed', checked=['answered_at'],
    lacks=[
        'origin', 'contact_attempt_record_type', 'contact_attempt_record_id', 'response_id',
    ],
) }}
