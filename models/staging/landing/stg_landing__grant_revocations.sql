-- One row per word of a volunteer that a grant, or what is granted by default, holds no more.
{{ config(materialized='view') }}
with revocations as (
    select * from {{ source('landing', 'grant_revocations') }}
)

select
    cast(revocation_id as text) as revocation_id,
    record_key,
    cast(grant_id as text) as grant_id,
    records_of_id,
    organization_id,
    recorded_by,
    revoked_at
from revocations
