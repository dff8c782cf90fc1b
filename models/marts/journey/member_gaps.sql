-- One row per person and time they did nothing for longer than the lapse rule allows.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

rules as (
    select * from {{ ref('journey_rules') }}
    where rule_code = 'lapse'
),

-- What we know reaches to the newest export, not to today.
known as (
    select max(received_at) as known_until_at from interactions
),

active as (
    select
        person_id,
        occurred_at as last_active_at,
        lead(occurred_at) over one_by_one as returned_at,
        lead(source_id) over one_by_one as returned_source_id,
        lead(tool) over one_by_one as returned_tool,
        lead(record_type) over one_by_one as returned_record_type,
        lead(record_id) over one_by_one as returned_record_id,
        source_id,
        tool,
        record_type,
        record_id
    from interactions
    where is_own_activity
    window one_by_one as (
        partition by person_id
        order by occurred_at, source_id, record_type, record_id, interaction_type_code
    )
)

select
    active.person_id,
    active.last_active_at,
    {{ days_after('active.last_active_at', 'rules.rule_days') }} as lapsed_at,
    active.returned_at,
    {{ whole_days_between(
        'active.last_active_at', 'coalesce(active.returned_at, known.known_until_at)'
    ) }} as gap_days,
    active.source_id,
    active.tool,
    active.record_type,
    active.record_id,
    active.returned_source_id,
    active.returned_tool,
    active.returned_record_type,
    active.returned_record_id
from active
cross join rules
cross join known
where coalesce(active.returned_at, known.known_until_at)
    > {{ days_after('active.last_active_at', 'rules.rule_days') }}
