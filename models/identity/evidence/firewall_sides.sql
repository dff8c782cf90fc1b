-- One row per organization on one side of the firewall now, where somebody is on the other.
{{ config(materialized='kept', key='organization_id') }}
with organizations as (
    select * from {{ ref('organizations') }}
),

grants as (
    select * from {{ ref('firewall_grants') }}
),

granted as (
    select distinct organization_id
    from grants
    where current_timestamp >= granted_at
        and current_timestamp < coalesce(expires_at, 'infinity')
),

sides as (
    select
        organizations.organization_id,
        case when organizations.is_coordinated then 'coordinated' else 'independent' end
            as side_name,
        bool_or(organizations.is_coordinated) over () as has_coordinated,
        bool_or(organizations.is_independent) over () as has_independent
    from organizations
    left join granted on organizations.organization_id = granted.organization_id
    where organizations.is_coordinated <> organizations.is_independent
        and granted.organization_id is null
)

select organization_id, side_name
from sides
where has_coordinated and has_independent
