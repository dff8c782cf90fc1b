-- One row per organization, program and source that tells of it: how fresh what it tells is.
with source_programs as (
    select * from {{ ref('source_programs') }}
),

doings as (
    select * from {{ ref('recent_interactions') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
),

sources as (
    select * from {{ ref('sources') }}
),

told as (
    select source_id, program_code, last_active_at as last_interaction_at from source_programs
    union all
    select source_id, program_code, occurred_at from doings
),

newest as (
    select
        source_id,
        program_code,
        max(last_interaction_at) as last_interaction_at
    from told
    group by source_id, program_code
),

landed as (
    select
        source_id,
        max(exported_at) filter (where is_news) as last_export_at,
        max(loaded_at) filter (where is_landed) as last_load_at
    from loads
    group by source_id
)

select
    sources.organization_id,
    newest.program_code,
    newest.source_id,
    sources.tool,
    newest.last_interaction_at,
    landed.last_export_at,
    landed.last_load_at,
    cast({{ hours_between('landed.last_export_at', right_now()) }} as numeric(9, 2)) as behind_hours
from newest
inner join sources on newest.source_id = sources.source_id
left join landed on newest.source_id = landed.source_id
