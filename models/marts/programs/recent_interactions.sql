-- One row per thing that happened lately, or in the days that lately is compared with.
with told as (
    select * from {{ ref('told_interactions') }}
    where {{ is_recent('occurred_at') }}
),

repeated_facts as (
    select * from {{ ref('repeated_facts') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

program_words as (
    select * from {{ ref('program_words') }}
)

-- Who is not known yet is counted by their record, until identity has been worked out again.
select
    told.source_id,
    told.tool,
    told.record_type,
    told.record_id,
    told.interaction_type_code,
    coalesce(
        record_persons.person_id,
        concat_ws('/', told.source_id, told.person_record_type, told.person_record_id)
    ) as who_id,
    sources.organization_id,
    coalesce(program_words.program_code, 'unknown') as program_code,
    coalesce(told.is_contact, false) as is_contact,
    coalesce(told.is_conversation, false) as is_conversation,
    told.amount_cents,
    told.occurred_at,
    {{ hour_of('told.occurred_at', 'organizations.time_zone') }} as hour_at,
    {{ days_later_by_clock(
        hour_of('told.occurred_at', 'organizations.time_zone'),
        limit_of('program_limits', 'comparable_days'), 'organizations.time_zone'
    ) }} as compared_hour_at,
    organizations.time_zone
from told
inner join sources on told.source_id = sources.source_id
inner join organizations on sources.organization_id = organizations.organization_id
left join record_persons
    on told.source_id = record_persons.source_id
    and told.person_record_type = record_persons.record_type
    and told.person_record_id = record_persons.record_id
left join program_words
    on told.program_vocabulary_name = program_words.vocabulary
    and coalesce(told.program_word_code, 'unknown') = program_words.code
left join repeated_facts
    on told.source_id = repeated_facts.source_id
    and told.record_type = repeated_facts.record_type
    and told.record_id = repeated_facts.record_id
    and told.interaction_type_code = repeated_facts.interaction_type_code
where repeated_facts.record_id is null
