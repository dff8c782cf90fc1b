-- One row per record of a destination that is about somebody, and id the destination knows them by.
{{ config(materialized='ephemeral') }}
with destinations as (
    select * from {{ ref('sync_destinations') }}
),

interfaces as (
    select * from {{ ref('sync_interfaces') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

people as (
    select * from {{ ref('all_people') }}
),

kinds as (
    select destinations.destination_id, interfaces.identifier_type
    from destinations
    inner join interfaces on destinations.interface_code = interfaces.interface_code
)

-- Ids that another tool claims are none of these, whatever scope it names.
select distinct
    kinds.destination_id,
    identifiers.person_record_type as record_type,
    identifiers.person_record_id as record_id,
    identifiers.identifier_value as target_record_id
from kinds
inner join identifiers
    on kinds.destination_id = identifiers.source_id
    and kinds.identifier_type = identifiers.identifier_type
union all
select
    kinds.destination_id, people.record_type, people.record_id,
    people.record_id as target_record_id
from kinds
inner join people on kinds.destination_id = people.source_id
where kinds.identifier_type is null
