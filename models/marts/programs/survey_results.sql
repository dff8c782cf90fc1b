-- One row per organization, program, month, tool, question and answer: how many gave it.
with answers as (
    select * from {{ ref('survey_answers') }}
    where month_date is not null
)

select
    organization_id,
    program_code,
    month_date,
    tool,
    question_code,
    answer_code,
    question_raw,
    answer_raw,
    count(distinct person_id) as people_count,
    count(*) filter (where is_newest) as standing_people_count,
    count(*) as survey_response_count
from answers
group by
    organization_id, program_code, month_date, tool, question_code, answer_code, question_raw,
    answer_raw
