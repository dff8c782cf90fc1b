-- One row per person, organization and program they were ever part of: from when, in which order.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

-- The record with which it began, of several at one instant the first by name.
begun as (
    select
        interactions.*,
        row_number() over (
            partition by person_id, organization_id, program_code
            order by occurred_at, source_id, record_type, record_id, interaction_type_code
        ) as place,
        max(occurred_at) over (
            partition by person_id, organization_id, program_code
        ) as last_interaction_at,
        bool_or(is_own_activity) over (
            partition by person_id, organization_id, program_code
        ) as is_active
    from interactions
)

select
    person_id,
    organization_id,
    program_code,
    cast(row_number() over (
        partition by person_id
        order by occurred_at, organization_id, program_code
    ) as integer) as entry_rank,
    occurred_at as entered_at,
    month_date,
    last_interaction_at,
    is_active,
    interaction_type_code,
    source_id,
    tool,
    record_type,
    record_id,
    attribution_raw
from begun
where place = 1
