-- One row per tool: how many people it knows, and how many of them no other tool does.
{{ config(materialized='ephemeral') }}
with record_persons as (
    select * from {{ ref('record_persons') }}
),

sources as (
    select * from {{ ref('sources') }}
),

known as (
    select
        record_persons.person_id,
        min(sources.tool) as tool,
        max(sources.tool) as last_tool
    from record_persons
    inner join sources on record_persons.source_id = sources.source_id
    group by record_persons.person_id
),

only_here as (
    select
        tool,
        count(*) as people_count
    from known
    where tool = last_tool
    group by tool
)

select
    sources.tool,
    count(distinct record_persons.person_id) as people_count,
    coalesce(max(only_here.people_count), 0) as only_here_people_count
from record_persons
inner join sources on record_persons.source_id = sources.source_id
left join only_here on sources.tool = only_here.tool
group by sources.tool
