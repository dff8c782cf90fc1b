-- One row for the build: how many people publishing it would merge and split, and whether it may.
with changes as (
    select * from {{ ref('proposed_changes') }}
),

components as (
    select * from {{ ref('components') }}
),

approvals as (
    select * from {{ ref('stg_landing__change_approvals') }}
),

approved as (
    select distinct changes_key
    from approvals
),

-- Of ids that meet in one cluster, one stays; the others are merged into it.
counted as (
    select
        count(*) filter (where is_merged)
        - count(distinct cluster_key) filter (where is_merged) as merged_count,
        count(distinct person_id) filter (where is_split) as split_count
    from changes
),

-- A cluster is named by one of its records.
everybody as (
    select count(*) as person_count
    from components
    where record_key = cluster_key
),

-- All records concerned and where they would go: what is approved is this and nothing else.
concerned as (
    select distinct changes.cluster_key
    from changes
),

moved as (
    select
        string_agg(
            concat_ws('|', components.cluster_key, components.record_key), ' '
            order by components.record_key
        ) as records
    from components
    inner join concerned on components.cluster_key = concerned.cluster_key
)

select
    everybody.person_count,
    counted.merged_count,
    counted.split_count,
    md5(moved.records) as changes_key,
    approved.changes_key is not null as is_approved,
    approved.changes_key is not null
    or counted.merged_count + counted.split_count
    <= {{ limit_of('identity_limits', 'held_people') }}
    or (
        counted.merged_count
        <= everybody.person_count * {{ limit_of('identity_limits', 'held_merged_share') }}
        and counted.split_count
        <= everybody.person_count * {{ limit_of('identity_limits', 'held_split_share') }}
    ) as is_allowed
from counted
cross join everybody
cross join moved
left join approved on md5(moved.records) = approved.changes_key
