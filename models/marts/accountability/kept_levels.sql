-- One row per source and day on which exports were judged and a level of the standard was promised.
{{ config(materialized='ephemeral') }}
with exports as (
    select * from {{ ref('export_levels') }}
),

promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'standard_level' and promised_value is not null
)

-- Each export is asked, whatever became of it, for what was promised that day.
select
    exports.source_id,
    exports.day_date,
    min(exports.level_rank) as measured_value,
    count(*) as asked_count,
    count(*) filter (where exports.level_rank >= promises.promised_value) as met_count
from exports
inner join promises
    on exports.source_id = promises.source_id
    and exports.day_date between promises.since_date and promises.until_date
group by exports.source_id, exports.day_date
