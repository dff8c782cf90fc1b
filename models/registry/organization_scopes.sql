-- One row per organization, organization that may ask it to account, and stretch of days.
with recursive organizations as (
    select * from {{ ref('organizations') }}
),

affiliations as (
    select
        organization_id,
        member_of_id,
        coalesce(since_date, cast('-infinity' as date)) as since_date,
        coalesce(until_date, cast('infinity' as date)) as until_date
    from {{ ref('affiliations') }}
),

-- Itself, the hubs it is a member of, and those that these are members of meanwhile.
scopes as (
    select
        organization_id,
        organization_id as within_organization_id,
        cast('-infinity' as date) as since_date,
        cast('infinity' as date) as until_date,
        array[organization_id] as way
    from organizations
    union all
    select
        scopes.organization_id,
        affiliations.member_of_id,
        greatest(scopes.since_date, affiliations.since_date),
        least(scopes.until_date, affiliations.until_date),
        scopes.way || affiliations.member_of_id
    from scopes
    inner join affiliations
        on scopes.within_organization_id = affiliations.organization_id
        and scopes.since_date <= affiliations.until_date
        and scopes.until_date >= affiliations.since_date
        and affiliations.member_of_id <> all(scopes.way)
),

-- Who is a member of two hubs of one network is within it once.
merged as (
    select
        organization_id,
        within_organization_id,
        unnest(range_agg(daterange(since_date, until_date, '[]'))) as days
    from scopes
    group by organization_id, within_organization_id
)

select
    organization_id,
    within_organization_id,
    organization_id = within_organization_id as is_owner,
    lower(days) as since_date,
    case when upper_inc(days) then upper(days) else upper(days) - 1 end as until_date
from merged
