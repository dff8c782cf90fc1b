-- One row per person, id or contact point, and record that says it is theirs.
with identifiers as (
    select * from {{ ref('all_identifiers') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

sources as (
    select * from {{ ref('sources') }}
)

select
    record_persons.person_id,
    identifiers.identifier_type,
    identifiers.identifier_scope,
    identifiers.identifier_value,
    identifiers.person_record_type,
    identifiers.person_record_id,
    identifiers.is_primary,
    identifiers.asserted_by,
    identifiers.valid_from_at,
    identifiers.valid_to_at,
    sources.organization_id,
    identifiers.source_id,
    identifiers.tool,
    identifiers.record_type,
    identifiers.record_id,
    identifiers.origin_system,
    identifiers.origin_id,
    identifiers.received_at,
    identifiers.loaded_at,
    identifiers.file_id,
    identifiers.file_row
from identifiers
inner join record_persons
    on identifiers.source_id = record_persons.source_id
    and identifiers.person_record_type = record_persons.record_type
    and identifiers.person_record_id = record_persons.record_id
inner join sources on identifiers.source_id = sources.source_id
where identifiers.identifier_value is not null
