-- One row per table of a file that landed.
{{ config(materialized='view') }}
with parts as (
    select * from {{ source('landing', 'load_parts') }}
),

loads as (
    select * from {{ source('landing', 'loads') }}
)

select
    cast(parts.load_id as text) as load_id,
    loads.source_id,
    parts.record_type,
    loads.method,
    loads.extracted_at as received_at,
    parts.records_read as records_read_count,
    parts.records_quarantined as records_quarantined_count,
    parts.undeclared_columns as undeclared_names
from parts
inner join loads on parts.load_id = loads.load_id
where parts.record_type is not null
    and loads.method <> 'retry' and loads.superseded_by_load_id is null
