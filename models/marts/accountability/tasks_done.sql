-- One row per kind of work that the ledger shows: when last done, and by which load.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_landed
),

decisions as (
    select * from {{ ref('stg_landing__steward_decisions') }}
),

approvals as (
    select * from {{ ref('stg_landing__change_approvals') }}
),

done as (
    select
        case
            when method = 'retry' then 'retried'
            when held_at is not null and released_at is not null then 'released'
            else 'landed'
        end as evidence_code,
        coalesce(released_at, loaded_at) as done_at,
        load_id
    from loads
    union all
    select
        'decided',
        decided_at,
        null
    from decisions
    union all
    select
        'approved',
        approved_at,
        null
    from approvals
)

select distinct on (evidence_code)
    evidence_code,
    done_at,
    load_id
from done
order by evidence_code, done_at desc, load_id
