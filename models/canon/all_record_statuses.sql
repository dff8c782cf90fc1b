-- One row per status a tool gives one of its records.
with record_statuses as (
    {{ every_tool('record_statuses') }}
),

statuses as (
    {{ words_of('record_statuses') }}
)

select
    record_statuses.*,
    {{ code_of('statuses', 'record_statuses.status_raw') }} as status_code
from record_statuses
left join statuses on {{ means('statuses', 'record_statuses', 'status_raw') }}
