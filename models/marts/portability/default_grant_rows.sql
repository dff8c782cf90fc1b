-- One row per default grant of a source, and per default that a volunteer refused.
{{ config(materialized='ephemeral') }}
with default_grants as (
    select * from {{ ref('source_default_grants') }}
    where is_granted
),

standing as (
    select distinct source_id, organization_id from {{ ref('standing_defaults') }}
),

refusals as (
    select * from {{ ref('default_refusals') }}
)

select
    concat_ws(
        '/', 'default', default_grants.source_id, default_grants.organization_id,
        cast(default_grants.starts_at as text)
    ) as grant_id,
    cast(null as text) as person_id,
    default_grants.source_id,
    default_grants.records_of_id,
    default_grants.organization_id,
    default_grants.organization_id <> default_grants.records_of_id as is_onward,
    coalesce(default_grants.authored_types, '') as authored_types,
    default_grants.purposes,
    default_grants.starts_at,
    default_grants.ends_at,
    cast(null as timestamp with time zone) as revoked_at,
    case
        when default_grants.ends_at <= {{ right_now() }} then 'expired'
        when default_grants.starts_at > {{ right_now() }} then 'not_yet'
        when standing.source_id is null then 'parent_ended'
        else 'active'
    end as state_code,
    default_grants.grant_text_id,
    default_grants.grant_text_version
from default_grants
left join standing
    on default_grants.source_id = standing.source_id
    and default_grants.organization_id = standing.organization_id
union all
select
    concat_ws('/', 'refused', records_of_id, organization_id, person_id), person_id, null,
    records_of_id, organization_id, organization_id <> records_of_id, '', null, null, null,
    revoked_at, 'revoked', null, null
from refusals
