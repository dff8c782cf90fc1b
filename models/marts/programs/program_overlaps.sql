-- One row per organization and two programs, in the order in which people came to them.
with entries as (
    select * from {{ ref('program_entries') }}
),

later_entries as (
    select * from {{ ref('program_entries') }}
)

select
    entries.organization_id,
    entries.program_code,
    later_entries.program_code as later_program_code,
    count(*) as people_count,
    count(*) filter (where later_entries.is_active) as active_people_count,
    cast(percentile_cont(0.5) within group (
        order by {{ whole_days_between('entries.entered_at', 'later_entries.entered_at') }}
    ) as integer) as median_days
from entries
inner join later_entries
    on entries.person_id = later_entries.person_id
    and entries.organization_id = later_entries.organization_id
    and entries.entry_rank < later_entries.entry_rank
group by entries.organization_id, entries.program_code, later_entries.program_code
