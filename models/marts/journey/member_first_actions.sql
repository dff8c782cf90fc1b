-- One row per person who did anything of their own accord: the first thing, and the second.
with interactions as (
    select * from {{ ref('interactions') }}
    where is_own_activity and occurred_at is not null
),

-- A sign-up and the showing up are one thing done.
things as (
    select
        person_id,
        source_id,
        tool,
        record_type,
        record_id,
        min(program_code) as program_code,
        min(occurred_at) as done_at
    from interactions
    group by person_id, source_id, tool, record_type, record_id
),

in_order as (
    select
        things.*,
        row_number() over one_by_one as place,
        lead(done_at) over one_by_one as second_action_at,
        lead(program_code) over one_by_one as second_program_code,
        lead(source_id) over one_by_one as second_source_id,
        lead(record_type) over one_by_one as second_record_type,
        lead(record_id) over one_by_one as second_record_id
    from things
    window one_by_one as (
        partition by person_id
        order by done_at, source_id, record_type, record_id
    )
)

select
    person_id,
    done_at as first_action_at,
    program_code as first_program_code,
    source_id,
    tool,
    record_type,
    record_id,
    second_action_at,
    {{ whole_days_between('done_at', 'second_action_at') }} as second_action_days,
    second_program_code,
    second_source_id,
    second_record_type,
    second_record_id
from in_order
where place = 1
