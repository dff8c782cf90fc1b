-- One row per flag of PDI's API that answers a question.
with flags as (
    {{ latest_records(source('pdi', 'flags')) }}
),

questions as (
    {{ latest_records(source('pdi', 'questions')) }}
),

answers as (
    select
        questions._source_id, questions.id as question_id,
        {{ json_text('answer', 'flagId') }} as flag_id,
        {{ json_text('answer', 'displayDescription') }} as response_name
    from questions
    cross join lateral {{ json_items('questions.answer_options') }} as answer
),

renamed as (
    select
        {{ envelope('flags', rows='flags') }},
        case when {{ clean_text('flags.pdi_id') }} is null then 'contacts' else 'universe' end
            as person_record_type,
        coalesce({{ clean_text('flags.pdi_id') }}, flags.contact_id) as person_record_id,
        flags.question_id,
        coalesce({{ clean_text('questions.question_label') }}, questions.question) as question_name,
        flags.flag_id as response_id, answers.response_name,
        {{ instant('flags.flag_entry_date', 'flags._time_zone') }} as answered_at,
        flags.flag_entry_date as answered_at_raw
    from flags
    left join questions
        on flags._source_id = questions._source_id and flags.question_id = questions.id
    left join answers
        on
            flags._source_id = answers._source_id and flags.question_id = answers.question_id
            and flags.flag_id = answers.flag_id
    where {{ clean_text('flags.question_id') }} is not null
)

{{ conform(
    'pdi', 'survey_responses', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'contact_attempt_record_type',
        'contact_attempt_record_id', 'channel_raw', 'effort_id', 'effort_name',
    ],
    checked=['answered_at'],
) }}
