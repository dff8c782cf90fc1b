-- One row per record in which somebody said how far along the journey they think a person is.
with tags as (
    select * from {{ ref('all_tags') }}
),

survey_responses as (
    select * from {{ ref('all_survey_responses') }}
),

assessments as (
    select * from {{ ref('journey_assessments') }}
),

stages as (
    select * from {{ ref('journey_stages') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

told as (
    select
        source_id, tool, record_type, record_id, person_record_type, person_record_id,
        collected_by_type, collected_by_id, 'tags' as shape_name,
        coalesce(tag_id, tag_name) as topic_id, tag_name as topic_name,
        cast(null as text) as answer_name, tagged_at as assessed_at
    from tags
    union all
    select
        source_id, tool, record_type, record_id, person_record_type, person_record_id,
        collected_by_type, collected_by_id, 'survey_responses',
        coalesce(question_id, question_name), question_name, response_name, answered_at
    from survey_responses
)

-- A line for any answer and one for this answer may say the same.
select distinct
    told.source_id,
    told.tool,
    told.record_type,
    told.record_id,
    told.shape_name,
    told.topic_id,
    told.topic_name,
    told.answer_name,
    record_persons.person_id,
    stages.stage_code,
    stages.stage_rank,
    told.assessed_at,
    assessors.person_id as assessed_by_person_id
from told
inner join assessments
    on told.shape_name = assessments.shape_name
    and lower(told.topic_name) = lower(assessments.topic_name)
    and (
        assessments.answer_name is null
        or lower(told.answer_name) = lower(assessments.answer_name)
    )
inner join stages on assessments.stage_code = stages.stage_code
inner join record_persons
    on told.source_id = record_persons.source_id
    and told.person_record_type = record_persons.record_type
    and told.person_record_id = record_persons.record_id
left join record_persons as assessors
    on told.source_id = assessors.source_id
    and told.collected_by_type = assessors.record_type
    and told.collected_by_id = assessors.record_id
