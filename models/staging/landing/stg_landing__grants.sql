-- One row per grant that a volunteer gave, or an organization passed on.
{{ config(materialized='view') }}
with grants as (
    select * from {{ source('landing', 'grants') }}
)

select
    cast(grant_id as text) as grant_id,
    record_key,
    records_of_id,
    organization_id,
    is_onward,
    cast(parent_grant_id as text) as parent_grant_id,
    authored_types,
    purposes,
    starts_at,
    ends_at,
    grant_text_id,
    grant_text_version,
    recorded_by,
    recorded_at
from grants
