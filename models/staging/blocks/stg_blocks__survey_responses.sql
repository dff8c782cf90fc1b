-- One row per answer in a call of a Blocks phone bank.
with answers as (
    {{ latest_records(source('blocks', 'phone_banking_responses')) }}
),

calls as (
    {{ latest_records(source('blocks', 'phone_banking_calls')) }}
),

questions as (
    {{ latest_records(source('blocks', 'phone_banking_questions')) }}
),

options as (
    {{ latest_records(source('blocks', 'phone_banking_answer_options')) }}
),

phone_banks as (
    {{ latest_records(source('blocks', 'phone_banking_phone_banks')) }}
),

renamed as (
    select
        {{ envelope('phone_banking_responses', rows='answers') }},
        {{ type_if('users', 'calls.called_by_user_id') }} as collected_by_type,
        {{ clean_text('calls.called_by_user_id') }} as collected_by_id,
        {{ type_if('people', 'calls.person_id') }} as person_record_type,
        {{ clean_text('calls.person_id') }} as person_record_id,
        'phone_banking_calls' as contact_attempt_record_type,
        answers.call_id as contact_attempt_record_id,
        'phone bank' as channel_raw,
        answers.question_id, questions.name as question_name,
        {{ clean_text('answers.answer_option_id') }} as response_id,
        coalesce(options.response, {{ clean_text('answers.open_ended_answer_text') }})
            as response_name,
        calls.phone_bank_id as effort_id, phone_banks.name as effort_name,
        answers.created_at as answered_at_raw,
        {{ instant('answers.created_at', 'answers._time_zone') }} as answered_at
    from answers
    left join calls on answers._source_id = calls._source_id and answers.call_id = calls.id
    left join questions
        on answers._source_id = questions._source_id and answers.question_id = questions.id
    left join options
        on answers._source_id = options._source_id and answers.answer_option_id = options.id
    left join phone_banks
        on calls._source_id = phone_banks._source_id and calls.phone_bank_id = phone_banks.id
),

timed as (
    select *, answered_at as collected_at from renamed
)

{{ conform(
    'blocks', 'survey_responses', from='timed',
    lacks=['origin'], checked=['answered_at'],
) }}
