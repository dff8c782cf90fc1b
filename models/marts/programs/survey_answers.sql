-- One row per answer a person gave, in the tool's words and ours.
with interactions as (
    select * from {{ ref('interactions') }}
    where interaction_type_code = 'survey_response'
),

survey_responses as (
    select * from {{ ref('all_survey_responses') }}
),

questions as (
    select * from {{ ref('survey_questions') }}
),

meanings as (
    select * from {{ ref('survey_meanings') }}
),

worded as (
    select
        interactions.*,
        survey_responses.question_id,
        survey_responses.response_id,
        coalesce(survey_responses.question_name, survey_responses.question_id, '') as question_raw,
        coalesce(survey_responses.response_name, survey_responses.response_id, '') as answer_raw
    from interactions
    inner join survey_responses
        on interactions.source_id = survey_responses.source_id
        and interactions.record_type = survey_responses.record_type
        and interactions.record_id = survey_responses.record_id
),

coded as (
    select
        worded.*,
        coalesce(questions.question_code, 'unknown') as question_code,
        coalesce(meanings.answer_code, 'unknown') as answer_code
    from worded
    left join questions on lower(trim(worded.question_raw)) = questions.question_name
    left join meanings
        on questions.question_code = meanings.question_code
        and lower(trim(worded.answer_raw)) = meanings.response_name
)

-- The newest answer of a person to a question; an unmapped question is one by its words.
select
    source_id,
    tool,
    record_type,
    record_id,
    person_id,
    organization_id,
    program_code,
    channel_code,
    question_code,
    answer_code,
    question_id,
    question_raw,
    response_id,
    answer_raw,
    row_number() over (
        partition by
            person_id, organization_id,
            coalesce(nullif(question_code, 'unknown'), 'unknown ' || lower(trim(question_raw)))
        order by occurred_at desc nulls last, source_id, record_type, record_id
    ) = 1 as is_newest,
    occurred_at,
    local_date,
    month_date,
    collected_by_person_id
from coded
