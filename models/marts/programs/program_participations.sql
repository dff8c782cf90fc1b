-- One row per person, organization, program and month in which something happened.
with interactions as (
    select * from {{ ref('interactions') }}
    where month_date is not null
),

dated as (
    select
        interactions.*,
        row_number() over (
            partition by interactions.person_id, interactions.organization_id
            order by
                interactions.occurred_at, interactions.source_id, interactions.record_type,
                interactions.record_id, interactions.interaction_type_code
        ) = 1 as is_first
    from interactions
),

counted as (
    select
        person_id,
        organization_id,
        program_code,
        month_date,
        bool_or(
            is_contact or is_own_activity
            or interaction_type_code in ('survey_response', 'message_received')
        ) as is_reached,
        bool_or(is_first) as is_new,
        {{ program_counts() }}
    from dated
    group by person_id, organization_id, program_code, month_date
)

select
    counted.*,
    min(program_code) over same_month <> max(program_code) over same_month as is_shared
from counted
window same_month as (partition by person_id, month_date)
