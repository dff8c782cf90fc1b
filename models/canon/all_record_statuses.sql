-- One row per status a tool gives one of its records, or that its full exports show.
with record_statuses as (
    {{ every_tool('record_statuses') }}
),

absences as (
    select * from {{ ref('stg_landing__absences') }}
),

statuses as (
    {{ words_of('record_statuses') }}
)

select
    record_statuses.*,
    {{ code_of('statuses', 'record_statuses.status_raw') }} as status_code
from record_statuses
left join statuses on {{ means('statuses', 'record_statuses', 'status_raw') }}
union all
-- No tool's word: what its exports lack.
select
    {{ shape_columns('record_statuses').keys() | join(', ') }},
    'absent' as status_code
from absences
