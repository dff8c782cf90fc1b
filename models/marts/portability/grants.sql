-- One row per grant that was given or holds by default, and per default that a volunteer refused.
with explicit_grants as (
    select * from {{ ref('explicit_grants') }}
),

-- How long what it rests on lets it hold; no row where nothing of it is left.
scopes as (
    select
        grant_id,
        records_of_id,
        is_on_default,
        max(starts_at) as starts_at,
        max(coalesce(over_at, cast('infinity' as timestamp with time zone))) as over_at
    from {{ ref('granted_scopes') }}
    group by grant_id, records_of_id, is_on_default
),

default_rows as (
    select * from {{ ref('default_grant_rows') }}
),

refused_holders as (
    select person_id, records_of_id from {{ ref('default_refusals') }}
    where organization_id = records_of_id
)

select
    explicit_grants.grant_id,
    explicit_grants.person_id,
    cast(null as text) as source_id,
    explicit_grants.records_of_id,
    explicit_grants.organization_id,
    false as is_default,
    explicit_grants.is_onward,
    explicit_grants.parent_grant_id,
    explicit_grants.authored_types,
    explicit_grants.purposes,
    explicit_grants.starts_at,
    explicit_grants.ends_at,
    explicit_grants.revoked_at,
    case
        when explicit_grants.revoked_at <= {{ right_now() }} then 'revoked'
        when explicit_grants.ends_at <= {{ right_now() }} then 'expired'
        when scopes.grant_id is null or scopes.over_at <= {{ right_now() }}
            or scopes.is_on_default and refused_holders.person_id is not null then 'parent_ended'
        when scopes.starts_at > {{ right_now() }} then 'not_yet'
        else 'active'
    end as state_code,
    explicit_grants.grant_text_id,
    explicit_grants.grant_text_version
from explicit_grants
left join scopes on explicit_grants.grant_id = scopes.grant_id
left join refused_holders
    on explicit_grants.person_id = refused_holders.person_id
    and explicit_grants.records_of_id = refused_holders.records_of_id
union all
select
    grant_id, person_id, source_id, records_of_id, organization_id, true, is_onward, null,
    authored_types, purposes, starts_at, ends_at, revoked_at, state_code, grant_text_id,
    grant_text_version
from default_rows
