-- One row per answer to a partner's own question in Rock the Vote.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

answers as (
    select registrants.*, same_id || ' ' || answer.place_name as answer_id, answer.response
    from registrants
    cross join {{ labelled([['1', 'survey_answer_1'], ['2', 'survey_answer_2']]) }}
        as answer (place_name, response)
    where {{ clean_text('answer.response') }} is not null
),

renamed as (
    select
        {{ envelope('registrants', record_id='answer_id') }},
        'registrants' as person_record_type, same_id as person_record_id,
        case right(answer_id, 1) when '1' then survey_question_1 else survey_question_2 end
            as question_name,
        {{ clean_text('response') }} as response_name,
        {{ instant('started_registration') }} as answered_at
    from answers
)

{{ conform(
    'rock_the_vote', 'survey_responses', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'contact_attempt_record_type',
        'contact_attempt_record_id', 'channel_raw', 'question_id', 'response_id', 'effort_id',
        'effort_name',
    ],
) }}
