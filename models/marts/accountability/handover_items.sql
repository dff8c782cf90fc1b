-- One row per task and person or mailbox that can do it: what, and when it was last done.
with tasks as (
    select * from {{ ref('handover') }}
),

tasks_done as (
    select * from {{ ref('tasks_done') }}
),

-- The ledger shows that somebody did it; only the seed says who, and so who is due.
known as (
    select
        tasks.*,
        tasks_done.done_at as last_seen_at,
        tasks_done.load_id
    from tasks
    left join tasks_done on tasks.evidence_code = tasks_done.evidence_code
)

select
    task_code,
    task_name,
    ability_code,
    holder_contact,
    page_name,
    practised_date,
    practise_days,
    last_seen_at,
    load_id,
    coalesce(
        practised_date + practise_days < {{ day_of(right_now(), "'UTC'") }}, true
    ) as is_due,
    count(holder_contact) over (partition by task_code) as holder_count
from known
