-- One row per published person id and cluster found now, where they would merge or split the id.
with components as (
    select * from {{ ref('components') }} {{ where_unpublished() }}
),

published as (
    {{ published_person_ids() }}
),

meetings as (
    select
        published.person_id,
        components.cluster_key,
        min(components.record_key) as record_key,
        count(*) as record_count
    from components
    inner join published on components.record_key = published.record_key
    group by published.person_id, components.cluster_key
),

split_people as (
    select person_id
    from meetings
    group by person_id
    having count(*) > 1
),

merged_clusters as (
    select cluster_key
    from meetings
    group by cluster_key
    having count(*) > 1
)

select
    meetings.person_id,
    meetings.cluster_key,
    meetings.record_key,
    meetings.record_count,
    merged_clusters.cluster_key is not null as is_merged,
    split_people.person_id is not null as is_split
from meetings
left join split_people on meetings.person_id = split_people.person_id
left join merged_clusters on meetings.cluster_key = merged_clusters.cluster_key
where split_people.person_id is not null or merged_clusters.cluster_key is not null
