-- One row per thing that happened to a person id: born, merged into another, or split from another.
{{ config(indexes=[{'columns': ['person_id']}]) }}
with history as not materialized (
    select * from {{ ref('person_id_history') }}
),

births as (
    select distinct on (person_id)
        person_id,
        run_number,
        valid_from_at,
        run_id
    from history
    order by person_id, run_number
),

moves as (
    select
        previous_person_id,
        person_id,
        run_number,
        run_id,
        min(valid_from_at) as happened_at,
        count(*) as record_count
    from history
    where previous_person_id is not null
    group by previous_person_id, person_id, run_number, run_id
),

-- Where the records are now that ever had an id which others moved away from.
left_records as (
    select distinct history.record_key
    from history
    inner join moves on history.person_id = moves.previous_person_id
),

last_runs as (
    select distinct on (history.record_key) history.record_key, history.person_id
    from history
    inner join left_records on history.record_key = left_records.record_key
    order by history.record_key, history.run_number desc
),

living as (
    select distinct person_id from last_runs
),

ends as (
    select distinct on (moves.previous_person_id)
        moves.previous_person_id,
        moves.person_id,
        moves.run_number
    from moves
    left join living on moves.previous_person_id = living.person_id
    where living.person_id is null
    order by
        moves.previous_person_id, moves.run_number desc, moves.record_count desc, moves.person_id
),

events as (
    select
        person_id,
        'born' as event_type,
        cast(null as text) as other_person_id,
        run_number, run_id, valid_from_at as happened_at,
        cast(null as bigint) as record_count
    from births
    union all
    select
        moves.previous_person_id,
        case
            when ends.person_id is not null then 'merged'
            when births.person_id is not null then 'split'
            else 'records_moved'
        end,
        moves.person_id,
        moves.run_number, moves.run_id, moves.happened_at,
        moves.record_count
    from moves
    left join ends
        on moves.previous_person_id = ends.previous_person_id
        and moves.person_id = ends.person_id and moves.run_number = ends.run_number
    left join births
        on moves.person_id = births.person_id and moves.run_number = births.run_number
)

select * from events
