-- One row per question answered in a script that a ThruTalk caller sent in.
with scripts as (
    {{ latest_records(source('thrutalk', 'script_results')) }}
),

-- Whatever a script asks is a column under the name the group gave the question.
answers as (
    select
        scripts.*, answer.name as question, answer.value as answer,
        scripts._record_id || ':' || answer.name as answer_record_id,
        {{ minted_id(['voter_id_type', 'voter_id', 'voter_first_name', 'voter_last_name',
            'voter_phone']) }} as voter_record_id,
        {{ instant("(date_called || ' ' || time_called)", "'America/New_York'") }} as answered_at
    from scripts
    cross join lateral {{ json_pairs('scripts._extra') }} as answer (name, value)
),

renamed as (
    select
        {{ envelope('script_results', record_id='answer_record_id', rows='answers') }},
        'voters' as person_record_type, voter_record_id as person_record_id,
        'phone' as channel_raw,
        question as question_id, question as question_name, {{ clean_name('answer') }} as response_name,
        answered_at, answered_at as collected_at,
        concat_ws(' ', date_called, time_called) as answered_at_raw
    from answers
    where {{ clean_text('answer') }} is not null
)

{{ conform(
    'thrutalk', 'survey_responses', from='renamed', checked=['answered_at'],
    lacks=[
        'origin', 'collector', 'contact_attempt_record_type', 'contact_attempt_record_id',
        'response_id', 'effort_id', 'effort_name',
    ],
) }}
