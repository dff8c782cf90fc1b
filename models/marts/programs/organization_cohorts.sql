-- One row per organization that knows anybody, and the cohort of its like: kind, size and region.
with person_organizations as (
    select * from {{ ref('person_organizations') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

sizes as (
    select * from {{ ref('cohort_sizes') }}
),

regions as (
    select * from {{ ref('organization_regions') }}
),

counted as (
    select
        organization_id,
        count(*) as people_count
    from person_organizations
    group by organization_id
),

sized as (
    select
        counted.organization_id,
        sizes.size_code,
        row_number() over (
            partition by counted.organization_id order by sizes.from_people_count desc
        ) as place
    from counted
    inner join sizes on counted.people_count >= sizes.from_people_count
)

select
    organizations.organization_id,
    organizations.organization_kind as organization_kind_code,
    sized.size_code,
    coalesce(regions.region_code, 'unknown') as region_code,
    concat_ws(
        '/', organizations.organization_kind, sized.size_code,
        coalesce(regions.region_code, 'unknown')
    ) as cohort_code,
    count(*) over (
        partition by
            organizations.organization_kind, sized.size_code,
            coalesce(regions.region_code, 'unknown')
    ) as cohort_organization_count,
    cast({{ limit_of('program_limits', 'cohort_organizations') }} as integer)
        as needed_organization_count
from organizations
inner join sized on organizations.organization_id = sized.organization_id and sized.place = 1
left join regions on organizations.organization_id = regions.organization_id
