-- One row per task and person or mailbox that can do it: what, and when it was last done.
with tasks as (
    select * from {{ ref('handover') }}
),

loads as (
    select
        max(loaded_at) as last_at
    from {{ ref('stg_landing__loads') }}
    where is_landed
)

select
    tasks.task_code,
    tasks.task_name,
    tasks.ability_code,
    tasks.holder_contact,
    tasks.page_name,
    tasks.practised_date,
    tasks.practise_days,
    case tasks.evidence_code when 'landed' then loads.last_at end as last_seen_at,
    cast(null as text) as load_id,
    coalesce(
        greatest(
            tasks.practised_date,
            cast(case tasks.evidence_code when 'landed' then loads.last_at end as date)
        ) + tasks.practise_days < cast({{ right_now() }} as date),
        true
    ) as is_due,
    count(*) over (partition by tasks.task_code) as holder_count
from tasks
cross join loads
