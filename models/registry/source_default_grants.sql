-- One row per source, organization and stretch of time with one default grant.
with sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

default_grants as (
    select * from {{ ref('default_grants') }}
),

-- What is said of the source itself counts before its tool's, its organization's and everything's.
made as (
    select
        sources.source_id,
        sources.organization_id as records_of_id,
        coalesce(default_grants.organization_id, sources.organization_id) as organization_id,
        default_grants.is_granted, default_grants.authored_types, default_grants.purposes,
        default_grants.grant_text_id, default_grants.grant_text_version,
        case default_grants.subject_type
            when 'source' then 1 when 'tool' then 2 when 'organization' then 3 else 4
        end as place,
        coalesce(default_grants.since_date, cast('-infinity' as date)) as since_date,
        coalesce(default_grants.until_date + 1, cast('infinity' as date)) as over_date
    from sources
    inner join default_grants
        on default_grants.subject_type = 'everything'
        or (
            default_grants.subject_type = 'organization'
            and default_grants.subject_id = sources.organization_id
        )
        or (default_grants.subject_type = 'tool' and default_grants.subject_id = sources.tool)
        or (
            default_grants.subject_type = 'source'
            and default_grants.subject_id = sources.source_id
        )
),

turns as (
    select source_id, organization_id, since_date from made
    union
    select source_id, organization_id, over_date from made
    where over_date < cast('infinity' as date)
),

stretches as (
    select
        *,
        lead(since_date) over (
            partition by source_id, organization_id order by since_date
        ) as over_date
    from turns
)

select distinct on (stretches.source_id, stretches.organization_id, stretches.since_date)
    stretches.source_id,
    made.records_of_id,
    stretches.organization_id,
    made.authored_types,
    made.purposes,
    made.grant_text_id,
    made.grant_text_version,
    {{ midnight_of('stretches.since_date', 'organizations.time_zone') }} as starts_at,
    {{ midnight_of('stretches.over_date', 'organizations.time_zone') }} as ends_at,
    made.is_granted
from stretches
inner join made
    on stretches.source_id = made.source_id
    and stretches.organization_id = made.organization_id
    and stretches.since_date >= made.since_date and stretches.since_date < made.over_date
left join organizations on stretches.organization_id = organizations.organization_id
order by stretches.source_id, stretches.organization_id, stretches.since_date, made.place
