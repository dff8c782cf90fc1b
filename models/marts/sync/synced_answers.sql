-- One row per answer somebody gave, as a fact to be passed on.
{{ config(materialized='ephemeral') }}
with survey_responses as (
    select * from {{ ref('all_survey_responses') }}
    where {{ is_synced_still('answered_at') }}
),

questions as (
    select * from {{ ref('survey_questions') }}
),

meanings as (
    select * from {{ ref('survey_meanings') }}
),

contact_outcomes as (
    select * from {{ ref('contact_outcomes') }}
),

contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
),

coded as (
    select
        survey_responses.*,
        contact_attempts.contact_point,
        contact_outcomes.result_code,
        questions.question_code || '=' || meanings.answer_code as own_word
    from survey_responses
    left join questions
        on lower(trim(coalesce(survey_responses.question_name, survey_responses.question_id)))
        = questions.question_name
    left join meanings
        on questions.question_code = meanings.question_code
        and lower(trim(coalesce(survey_responses.response_name, survey_responses.response_id)))
        = meanings.response_name
    left join contact_outcomes on meanings.answer_code = contact_outcomes.result_code
    left join contact_attempts
        on contact_outcomes.result_code is not null
        and survey_responses.source_id = contact_attempts.source_id
        and survey_responses.contact_attempt_record_type = contact_attempts.record_type
        and survey_responses.contact_attempt_record_id = contact_attempts.record_id
)

-- An answer that says how the contact went, as "wrong number" does, is its result.
{{ synced(
    'survey_answer', rows='coded', at='answered_at', when='result_code is null',
    origin_system='origin_system', channel_code='channel_code', effort_id='effort_id',
    word="lower(question_id || '=' || trim(coalesce(response_id, response_name)))",
    wider_word='own_word', topic_name="concat_ws(': ', question_name, response_name)",
    told_raw="concat_ws('|', question_id, coalesce(response_id, response_name))",
) }}
union all
{{ synced(
    'contact_attempt', rows='coded', at='answered_at', when='result_code is not null',
    origin_system='origin_system', channel_code='channel_code', contact_point='contact_point',
    word="result_code || '=' || channel_code", wider_word='result_code',
    topic_name='response_name', effort_id='effort_id',
) }}
