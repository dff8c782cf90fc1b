-- One row per question of a CallHub campaign's survey that a contact answered.
with results as (
    {{ callhub_report('campaign_results') }}
),

-- Whatever a survey asks is a column under the question's own words.
answered as (
    select
        results.*, answer.name as question, answer.value as answer,
        results._record_id || ':' || answer.name as answer_record_id
    from results
    cross join lateral {{ json_pairs('results._extra') }} as answer (name, value)
),

renamed as (
    select
        {{ envelope('campaign_results', record_id='answer_record_id', rows='answered') }},
        {{ type_if('agents', 'agent_id') }} as collected_by_type, agent_id as collected_by_id,
        {{ type_if('contacts', 'contact_id') }} as person_record_type, contact_id as person_record_id,
        'phone' as channel_raw, question as question_id, question as question_name,
        {{ clean_name('answer') }} as response_name, campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as answered_at, called_at as answered_at_raw,
        {{ instant('called_at') }} as collected_at
    from answered
    where {{ clean_text('answer') }} is not null
)

{{ conform(
    'callhub', 'survey_responses', from='renamed', checked=['answered_at'],
    lacks=[
        'origin', 'contact_attempt_record_type', 'contact_attempt_record_id', 'response_id',
    ],
) }}
