-- One row per thing somebody should look at. It says where and what, never a person's data.
with ledger_exceptions as (
    select * from {{ ref('ledger_exceptions') }}
),

contacts as (
    select * from {{ ref('source_contacts') }}
),

canon_exceptions as (
    select * from {{ ref('canon_exceptions') }}
),

sources as (
    select * from {{ ref('sources') }}
),

exceptions as (
    select
        exception_type_code, source_id, record_type, record_id, subject_name, affected_count,
        load_id, file_part_name, file_row, message, advice, first_seen_at
    from ledger_exceptions
    union all
    select
        exception_type_code, source_id, record_type, record_id, subject_name, affected_count,
        cast(null as text), cast(null as text), cast(null as integer), message, advice,
        first_seen_at
    from canon_exceptions
)

select
    exceptions.exception_type_code,
    exceptions.source_id,
    sources.tool,
    sources.organization_id,
    contacts.responsible_contact,
    exceptions.record_type,
    exceptions.record_id,
    exceptions.subject_name,
    exceptions.affected_count,
    exceptions.load_id,
    exceptions.file_part_name,
    exceptions.file_row,
    exceptions.message,
    exceptions.advice,
    exceptions.first_seen_at
from exceptions
left join sources on exceptions.source_id = sources.source_id
left join contacts on exceptions.source_id = contacts.source_id
