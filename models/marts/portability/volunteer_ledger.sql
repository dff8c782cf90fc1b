-- One row per piece of work a volunteer did, ready to be read: what, when, with what result.
with authored_records as (
    select * from {{ ref('authored_records') }}
    where is_counted
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

programs as (
    select * from {{ ref('programs') }}
)

-- Made again with each build, by leaving out of authored_records what doesn't count.
select
    authored_records.source_id,
    authored_records.tool,
    authored_records.record_type,
    authored_records.record_id,
    authored_records.authored_type_code,
    authored_types.authored_type_name,
    authored_records.author_person_id as person_id,
    authored_records.subject_person_id,
    authored_records.organization_id,
    organizations.organization_name,
    authored_records.program_code,
    programs.program_name,
    authored_records.channel_code,
    authored_records.result_code,
    authored_records.is_contact,
    authored_records.is_conversation,
    authored_records.topic_name,
    authored_records.occurred_at,
    authored_records.local_date,
    authored_records.month_date,
    authored_records.received_at,
    authored_records.file_id,
    authored_records.file_row
from authored_records
inner join authored_types
    on authored_records.authored_type_code = authored_types.authored_type_code
left join organizations on authored_records.organization_id = organizations.organization_id
left join programs on authored_records.program_code = programs.program_code
