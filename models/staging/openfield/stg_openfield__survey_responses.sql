-- One row per answer in an OpenField conversation.
with answers as (
    {{ latest_records(source('openfield', 'question_responses')) }}
),

conversations as (
    {{ latest_records(source('openfield', 'conversations')) }}
),

questions as (
    {{ latest_records(source('openfield', 'questions')) }}
),

options as (
    {{ latest_records(source('openfield', 'question_dropdown_options')) }}
),

codes as (
    {{ latest_records(source('openfield', 'conversation_code')) }}
),

-- An address or number somebody gave is a contact point, told in consents, and no answer.
renamed as (
    select
        {{ envelope('question_responses', rows='answers') }},
        {{ type_if('customuser', 'answers.created_by_id') }} as collected_by_type,
        {{ clean_text('answers.created_by_id') }} as collected_by_id,
        {{ type_if('people', 'conversations.contacted_id_id') }} as person_record_type,
        {{ clean_text('conversations.contacted_id_id') }} as person_record_id,
        'conversations' as contact_attempt_record_type,
        answers.conversation_id_id as contact_attempt_record_id,
        conversations.contact_type_description as channel_raw,
        answers.question_id,
        coalesce({{ clean_text('questions.name') }}, questions.question_text) as question_name,
        {{ clean_text('answers.list_option_id') }} as response_id,
        coalesce(options.option_name, {{ clean_text('answers.question_response') }})
            as response_name,
        conversations.conversation_code_id as effort_id,
        coalesce({{ clean_text('codes.description') }}, codes.code) as effort_name,
        answers.created_at as answered_at_raw,
        {{ instant('answers.created_at', 'answers._time_zone') }} as answered_at
    from answers
    inner join conversations
        on
            answers._source_id = conversations._source_id
            and answers.conversation_id_id = conversations.id
    left join questions
        on answers._source_id = questions._source_id and answers.question_id = questions.id
    left join options
        on
            answers._source_id = options._source_id
            and answers.question_id = options.question_id
            and answers.list_option_id = options.option_id
    left join codes
        on
            conversations._source_id = codes._source_id
            and conversations.conversation_code_id = codes.id
    where
        {{ yes_no('conversations.is_quarantined') }} is not true
        and {{ clean_text('answers.question_response_opt_in') }} is null
),

timed as (
    select *, answered_at as collected_at from renamed
)

{{ conform(
    'openfield', 'survey_responses', from='timed',
    lacks=['origin'], checked=['answered_at'],
) }}
