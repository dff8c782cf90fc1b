-- One row per source, record type and measure of its deliveries: what was asked, and what it kept.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
),

judged as (
    select * from {{ ref('judged_requirements') }}
),

punctuality as (
    select * from {{ ref('punctuality') }}
),

column_stability as (
    select * from {{ ref('column_stability') }}
),

windows as (
    select * from {{ ref('windows') }}
),

-- A record brought back from quarantine came with its file, and a file that was half-copied is a
-- part of the whole one.
files as (
    select
        loads.source_id,
        count(*) as asked_count,
        count(*) filter (where loads.is_landed and loads.held_at is null) as met_count
    from loads
    cross join windows
    where loads.received_at >= windows.begins_at
        and loads.method <> 'retry' and not loads.is_superseded
    group by loads.source_id
),

records as (
    select
        parts.source_id,
        parts.record_type,
        {{ total('parts.records_read_count') }} as asked_count,
        {{ total('parts.records_read_count - parts.records_quarantined_count') }} as met_count
    from parts
    cross join windows
    where parts.received_at >= windows.begins_at
    group by parts.source_id, parts.record_type
),

-- What a source keeps or fails to keep as a whole counts for all of its records.
kinds as (
    select source_id, record_type from records
    union
    select source_id, record_type from judged
)

select source_id, record_type, 'records_kept' as measure_code, asked_count, met_count
from records
union all
select source_id, record_type, 'columns_stable', asked_count, met_count
from column_stability
union all
select kinds.source_id, kinds.record_type, 'files_accepted', files.asked_count, files.met_count
from kinds
inner join files on kinds.source_id = files.source_id
union all
select
    kinds.source_id, kinds.record_type, 'exports_on_time', punctuality.asked_count,
    punctuality.met_count
from kinds
inner join punctuality on kinds.source_id = punctuality.source_id
