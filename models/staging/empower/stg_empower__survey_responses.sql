-- One row per answer noted in a result of Empower.
with answers as (
    {{ latest_records(source('empower', 'result_answers')) }}
),

results as (
    {{ latest_records(source('empower', 'results')) }}
),

prompts as (
    {{ latest_records(source('empower', 'prompts')) }}
),

offered as (
    {{ latest_records(source('empower', 'prompt_answers')) }}
),

ctas as (
    {{ latest_records(source('empower', 'ctas')) }}
),

renamed as (
    select
        {{ envelope('result_answers', rows='answers') }},
        {{ type_if('profiles', 'results.user_eid') }} as collected_by_type,
        {{ clean_text('results.user_eid') }} as collected_by_id,
        {{ epoch_instant('results.created_mts') }} as collected_at,
        {{ type_if('profiles', 'results.contact_eid') }} as person_record_type,
        {{ clean_text('results.contact_eid') }} as person_record_id,
        {{ type_if('results', 'results.id') }} as contact_attempt_record_type,
        results.id as contact_attempt_record_id, ctas.action_type as channel_raw,
        answers.prompt_id as question_id, prompts.prompt_text as question_name,
        answers.answer_id as response_id,
        coalesce({{ clean_text('answers.free_text') }}, offered.answer_text) as response_name,
        results.cta_id as effort_id, ctas.name as effort_name,
        {{ epoch_instant("coalesce(nullif(results.updated_mts, ''), results.created_mts)") }} as answered_at
    from answers
    left join results on answers._source_id = results._source_id and answers.result_id = results.id
    left join prompts on answers._source_id = prompts._source_id and answers.prompt_id = prompts.id
    left join offered on answers._source_id = offered._source_id and answers.answer_id = offered.id
    left join ctas on results._source_id = ctas._source_id and results.cta_id = ctas.id
)

{{ conform('empower', 'survey_responses', from='renamed', lacks=['origin']) }}
