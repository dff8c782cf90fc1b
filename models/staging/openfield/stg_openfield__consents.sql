-- One row per address or number about which OpenField noted whether it may be written to.
with people as (
    {{ latest_records(source('openfield', 'people')) }}
),

answers as (
    {{ latest_records(source('openfield', 'question_responses')) }}
),

conversations as (
    {{ latest_records(source('openfield', 'conversations')) }}
),

noted as (
    select
        {{ envelope('people', rows='people') }}, people.id as person_record_id, people._time_zone,
        null as decided_at_raw, boxes.point_type,
        case boxes.point_type when 'email' then people.email1 else people.phone1 end
            as contact_point_raw,
        boxes.status_raw
    from people
    cross join {{ labelled([['email', 'email_opt_in1'], ['phone', 'phone_opt_in1']]) }}
        as boxes (point_type, status_raw)
    union all
    select
        {{ envelope('question_responses', rows='answers') }}, conversations.contacted_id_id,
        answers._time_zone, answers.created_at,
        case when {{ email('answers.question_response') }} is null then 'phone' else 'email' end,
        answers.question_response, answers.question_response_opt_in
    from answers
    inner join conversations
        on
            answers._source_id = conversations._source_id
            and answers.conversation_id_id = conversations.id
    where {{ yes_no('conversations.is_quarantined') }} is not true
),

renamed as (
    select
        noted.*, point_type || '_opt_in' as channel_raw,
        {{ type_if('people', 'person_record_id') }} as person_record_type,
        {{ identifier('point_type', 'contact_point_raw') }} as contact_point,
        {{ instant('decided_at_raw') }} as decided_at
    from noted
    where {{ clean_text('status_raw') }} is not null
        and {{ clean_text('contact_point_raw') }} is not null
)

{{ conform(
    'openfield', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point', 'decided_at'],
) }}
