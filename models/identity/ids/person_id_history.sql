-- One row per change of a person record's person id: the ledger that every person id comes from.
{{ config(
    materialized='ledger', full_refresh=false, key='record_key',
    touched_by={'components': {}}, announces=['record_key', 'person_id', 'previous_person_id'],
    pre_hook="{{ assert_change_is_allowed() }}",
    indexes=[{'columns': ['record_key']}, {'columns': ['person_id']}],
) }}
-- depends_on: {{ ref('change_verdicts') }}
with components as (
    select * from {{ ref('components') }}
),

last_known as (
    {{ last_known_person_ids() }}
),

meetings as (
    select
        components.cluster_key,
        last_known.person_id,
        min(last_known.minted_in_run) as minted_in_run,
        count(*) as record_count
    from components
    inner join last_known on components.record_key = last_known.record_key
    group by components.cluster_key, last_known.person_id
),

-- An id goes with most of its records; of equal parts, to the one with the smallest record key.
gone_with as (
    select distinct on (person_id) person_id, cluster_key, minted_in_run, record_count
    from meetings
    order by person_id, record_count desc, cluster_key
),

-- Of several ids that meet, the one with most records stays; of equal ones, the oldest.
kept as (
    select distinct on (cluster_key) cluster_key, person_id
    from gone_with
    order by cluster_key, record_count desc, minted_in_run, person_id
),

retired as (
    select gone_with.person_id, kept.person_id as current_person_id
    from gone_with
    inner join kept on gone_with.cluster_key = kept.cluster_key
    where gone_with.person_id <> kept.person_id
),

this_run as (
    {{ next_run_number() }}
),

resolved as (
    select
        coalesce(components.record_key, last_known.record_key) as record_key,
        case
            when components.record_key is null
                then coalesce(retired.current_person_id, last_known.person_id)
            else coalesce(
                    kept.person_id,
                    'p_'
                    || left(md5(concat_ws('|', components.cluster_key, this_run.run_number)), 16)
                )
        end as person_id,
        last_known.person_id as previous_person_id,
        this_run.run_number
    from components
    full join last_known on components.record_key = last_known.record_key
    left join kept on components.cluster_key = kept.cluster_key
    left join retired on last_known.person_id = retired.person_id
    cross join this_run
)

select
    record_key,
    person_id,
    previous_person_id,
    cast(run_number as integer) as run_number,
    cast('{{ invocation_id }}' as text) as run_id,
    cast('{{ run_started_at.isoformat() }}' as timestamptz) as valid_from_at
from resolved
where person_id is distinct from previous_person_id
