-- One row per incident: what the ledger shows of something that somebody has to mend.
{{ config(materialized='ephemeral') }}
with late_spells as (
    select * from {{ ref('late_spells') }}
),

refused_files as (
    select * from {{ ref('refused_files') }}
),

held_exports as (
    select * from {{ ref('held_exports') }}
)

select
    'late' as incident_type_code, source_id, cast(null as text) as record_type,
    cast(null as text) as subject_name, cast(null as text) as load_id,
    opened_at, closed_at, cast(0 as bigint) as file_count, cast(0 as bigint) as affected_count
from late_spells
union all
select
    'refused', source_id, null, subject_name, load_id, opened_at, closed_at, file_count,
    affected_count
from refused_files
union all
select
    'held', source_id, record_type, subject_name, load_id, opened_at, closed_at, file_count,
    affected_count
from held_exports
