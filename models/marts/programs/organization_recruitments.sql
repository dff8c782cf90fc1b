-- One row per person and organization: the recruiter who counts, as its own tools tell it.
{{ config(materialized='ephemeral') }}
with recruitments as (
    select * from {{ ref('recruitments') }}
),

sources as (
    select * from {{ ref('sources') }}
),

ranked as (
    select
        recruitments.person_id, sources.organization_id, recruitments.recruiter_person_id,
        recruitments.recruited_at,
        row_number() over (
            partition by recruitments.person_id, sources.organization_id
            order by recruitments.recruiter_rank
        ) as place
    from recruitments
    inner join sources on recruitments.source_id = sources.source_id
)

select person_id, organization_id, recruiter_person_id, recruited_at
from ranked
where place = 1
