-- One row per source, program and month: what the source tells of the program.
with interactions as (
    select * from {{ ref('interactions') }}
    where month_date is not null
)

select
    organization_id,
    program_code,
    source_id,
    tool,
    month_date,
    count(distinct person_id) as people_count,
    {{ program_counts() }}
from interactions
group by organization_id, program_code, source_id, tool, month_date
