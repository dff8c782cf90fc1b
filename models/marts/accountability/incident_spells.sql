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
),

flooded_exports as (
    select * from {{ ref('flooded_exports') }}
),

drifted_exports as (
    select * from {{ ref('drifted_exports') }}
),

closed_doors as (
    select * from {{ ref('closed_doors') }}
)

select
    incident_type_code, source_id, record_type, subject_name, load_id, opened_at, closed_at,
    file_count, affected_count
from held_exports
union all
select 'late', source_id, null, null, null, opened_at, closed_at, 0, 0
from late_spells
union all
select
    'refused', source_id, null, subject_name, load_id, opened_at, closed_at, file_count,
    affected_count
from refused_files
union all
select
    'flood', source_id, record_type, null, load_id, opened_at, closed_at, file_count,
    affected_count
from flooded_exports
union all
select
    'drift', source_id, record_type, subject_name, load_id, opened_at, closed_at, file_count,
    affected_count
from drifted_exports
union all
select 'unpublished', null, null, subject_name, null, opened_at, closed_at, 0, 0
from closed_doors
