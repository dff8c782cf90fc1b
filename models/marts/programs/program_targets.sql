-- One row per person on the list of a program's effort, reached yet or not.
with targets as (
    select * from {{ ref('all_targets') }}
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
    where vocabulary = 'channels'
)

select
    targets.source_id,
    targets.tool,
    targets.record_type,
    targets.record_id,
    record_persons.person_id,
    sources.organization_id,
    coalesce(program_words.program_code, 'unknown') as program_code,
    targets.effort_id,
    targets.effort_name,
    coalesce(targets.targeted_at, targets.received_at) as targeted_at,
    {{ month_of('coalesce(targets.targeted_at, targets.received_at)', 'organizations.time_zone') }}
        as month_date
from targets
inner join record_persons
    on targets.source_id = record_persons.source_id
    and targets.person_record_type = record_persons.record_type
    and targets.person_record_id = record_persons.record_id
inner join sources on targets.source_id = sources.source_id
left join organizations on sources.organization_id = organizations.organization_id
left join program_words on targets.channel_code = program_words.code
