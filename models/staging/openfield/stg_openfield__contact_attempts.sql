-- One row per person whom an OpenField conversation reached or tried to reach.
with conversations as (
    {{ latest_records(source('openfield', 'conversations')) }}
),

tries as (
    {{ latest_records(source('openfield', 'conversations_attempts_lookup')) }}
),

codes as (
    {{ latest_records(source('openfield', 'conversation_code')) }}
),

reached as (
    select
        {{ envelope('conversations') }}, id as conversation_id,
        contacted_id_id as person_record_id, true as is_the_one
    from conversations
    where {{ clean_text('contacted_id_id') }} is not null
),

-- The others at the door were tried too, and what came of it is not known where somebody talked.
tried as (
    select
        {{ envelope('conversations_attempts_lookup', rows='tries') }}, tries.conversation_id,
        tries.person_id as person_record_id, reached.conversation_id is null as is_the_one
    from tries
    left join reached
        on tries._source_id = reached.source_id and tries.conversation_id = reached.conversation_id
    where tries.person_id is distinct from reached.person_record_id
),

attempts as (
    select * from reached
    union all
    select * from tried
),

renamed as (
    select
        attempts.*,
        'people' as person_record_type,
        {{ type_if('customuser', 'conversations.canvasser_id') }} as collected_by_type,
        {{ clean_text('conversations.canvasser_id') }} as collected_by_id,
        conversations.contact_type_description as channel_raw,
        case when attempts.is_the_one then coalesce(
            {{ clean_text('conversations.conversation_outcome_type_description') }},
            case {{ yes_no('conversations.contact') }} when true then 'contact' else 'no contact' end
        ) end as result_raw,
        conversations.contacted_phone as contact_point_raw,
        {{ phone_e164('conversations.contacted_phone') }} as contact_point,
        conversations.conversation_code_id as effort_id,
        coalesce({{ clean_text('codes.description') }}, codes.code) as effort_name,
        conversations.conversation_time as attempted_at_raw,
        {{ instant('conversations.conversation_time', 'conversations._time_zone') }} as attempted_at
    from attempts
    inner join conversations
        on
            attempts.source_id = conversations._source_id
            and attempts.conversation_id = conversations.id
    left join codes
        on
            conversations._source_id = codes._source_id
            and conversations.conversation_code_id = codes.id
    where {{ yes_no('conversations.is_quarantined') }} is not true
),

timed as (
    select *, attempted_at as collected_at from renamed
)

{{ conform(
    'openfield', 'contact_attempts', from='timed',
    lacks=['origin'], checked=['contact_point', 'attempted_at'],
) }}
