-- One row per question after the first that a contact of Scale to Win's dialer answered.
with calls as (
    {{ latest_records(source('scale_to_win_dialer', 'calls')) }}
),

answers as (
    select
        calls.*, answer.name as question, answer.value as answer,
        calls._record_id || ':' || answer.name as answer_record_id
    from calls
    cross join lateral {{ json_pairs('calls._extra') }} as answer (name, value)
),

renamed as (
    select
        {{ envelope('calls', record_id='answer_record_id') }},
        {{ type_if('callers', email('caller')) }} as collected_by_type,
        {{ minted_contact_id('caller') }} as collected_by_id,
        {{ instant('called_at') }} as collected_at,
        'contacts' as person_record_type, {{ minted_id(['external_id', 'first_name', 'last_name', 'phone']) }} as person_record_id,
        'calls' as contact_attempt_record_type, _record_id as contact_attempt_record_id,
        'phone' as channel_raw, question as question_id, question as question_name,
        {{ clean_name('answer') }} as response_name,
        campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as answered_at, called_at as answered_at_raw
    from answers
    where {{ clean_text('answer') }} is not null
)

{{ conform(
    'scale_to_win_dialer', 'survey_responses', from='renamed', checked=['answered_at'],
    lacks=['origin', 'response_id'],
) }}
