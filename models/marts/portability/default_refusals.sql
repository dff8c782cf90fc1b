-- One row per volunteer, holder of records, and organization that has none of them by default.
{{ config(materialized='ephemeral') }}
with revocations as (
    select * from {{ ref('stg_landing__grant_revocations') }}
    where grant_id is null
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

default_grants as (
    select distinct records_of_id, organization_id from {{ ref('source_default_grants') }}
),

-- What the holder has no more, nobody has from it.
reached as (
    select record_key, records_of_id, organization_id, revoked_at from revocations
    union all
    select
        revocations.record_key, revocations.records_of_id, default_grants.organization_id,
        revocations.revoked_at
    from revocations
    inner join default_grants on revocations.records_of_id = default_grants.records_of_id
    where revocations.organization_id = revocations.records_of_id
)

select
    {{ in_marts_order('record_persons.person_id') }} as person_id,
    reached.records_of_id,
    reached.organization_id,
    min(reached.revoked_at) as revoked_at
from reached
inner join record_persons on reached.record_key = record_persons.record_key
group by record_persons.person_id, reached.records_of_id, reached.organization_id
