-- One row per thing that happened between a person and an organization, whatever the tool.
with told as (
    select * from {{ ref('told_interactions') }}
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

interaction_types as (
    select * from {{ ref('interaction_types') }}
),

program_words as (
    select * from {{ ref('program_words') }}
)

select
    told.source_id,
    told.tool,
    told.record_type,
    told.record_id,
    told.interaction_type_code,
    record_persons.person_id,
    sources.organization_id,
    coalesce(program_words.program_code, 'unknown') as program_code,
    told.channel_code,
    interaction_types.direction_code,
    interaction_types.is_own_activity,
    coalesce(told.is_contact, false) as is_contact,
    coalesce(told.is_conversation, false) as is_conversation,
    told.result_code,
    told.role_code,
    told.topic_name,
    told.effort_id,
    told.event_record_type,
    told.event_record_id,
    told.amount_cents,
    told.currency_code,
    told.attribution_raw,
    told.occurred_at,
    {{ day_of('told.occurred_at', 'organizations.time_zone') }} as local_date,
    {{ month_of('told.occurred_at', 'organizations.time_zone') }} as month_date,
    authors.person_id as collected_by_person_id,
    told.origin_system,
    told.origin_id,
    told.received_at,
    told.loaded_at,
    told.method,
    told.file_id,
    told.file_row
from told
inner join record_persons
    on told.source_id = record_persons.source_id
    and told.person_record_type = record_persons.record_type
    and told.person_record_id = record_persons.record_id
inner join sources on told.source_id = sources.source_id
left join organizations on sources.organization_id = organizations.organization_id
inner join interaction_types
    on told.interaction_type_code = interaction_types.interaction_type_code
left join program_words
    on told.program_vocabulary_name = program_words.vocabulary
    and coalesce(told.program_word_code, 'unknown') = program_words.code
left join record_persons as authors
    on told.source_id = authors.source_id
    and told.collected_by_type = authors.record_type
    and told.collected_by_id = authors.record_id
left join repeated_facts
    on told.source_id = repeated_facts.source_id
    and told.record_type = repeated_facts.record_type
    and told.record_id = repeated_facts.record_id
    and told.interaction_type_code = repeated_facts.interaction_type_code
where repeated_facts.record_id is null
