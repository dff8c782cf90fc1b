-- One row per grant somebody wrote down, with whose it is and when it was taken back.
{{ config(materialized='ephemeral') }}
with grants as (
    select * from {{ ref('stg_landing__grants') }}
),

revocations as (
    select grant_id, min(revoked_at) as revoked_at
    from {{ ref('stg_landing__grant_revocations') }}
    where grant_id is not null
    group by grant_id
),

record_persons as (
    select * from {{ ref('record_persons') }}
)

select
    grants.*,
    {{ in_marts_order('record_persons.person_id') }} as person_id,
    revocations.revoked_at
from grants
left join record_persons on grants.record_key = record_persons.record_key
left join revocations on grants.grant_id = revocations.grant_id
