-- One row per thing a person did of their own accord, with who of us had reached out to them last.
{{ config(materialized='ephemeral') }}
with interactions as (
    select
        *,
        direction_code = 'to_them' as is_touch
    from {{ ref('interactions') }}
    where occurred_at is not null and (is_own_activity or direction_code = 'to_them')
),

-- What follows upon one touch, until the next one, has its number.
numbered as (
    select
        interactions.*,
        count(*) filter (where is_touch) over (
            partition by person_id, organization_id
            order by
                occurred_at, is_touch desc, source_id, record_type, record_id,
                interaction_type_code
            rows unbounded preceding
        ) as touch_number
    from interactions
),

touched as (
    select
        numbered.*,
        first_value(case when is_touch then occurred_at end) over same_touch as last_touch_at,
        first_value(case when is_touch then program_code end) over same_touch
            as last_touch_program_code,
        first_value(case when is_touch then source_id end) over same_touch as last_touch_source_id,
        first_value(case when is_touch then record_type end) over same_touch
            as last_touch_record_type,
        first_value(case when is_touch then record_id end) over same_touch as last_touch_record_id
    from numbered
    window same_touch as (
        partition by person_id, organization_id, touch_number
        order by
            occurred_at, is_touch desc, source_id, record_type, record_id, interaction_type_code
    )
)

select
    source_id, tool, record_type, record_id, interaction_type_code, person_id, organization_id,
    program_code, occurred_at, local_date, month_date, amount_cents, currency_code,
    attribution_raw, last_touch_at, last_touch_program_code, last_touch_source_id,
    last_touch_record_type, last_touch_record_id
from touched
where not is_touch
