-- One row per person and organization that knows them.
with record_persons as (
    select * from {{ ref('record_persons') }}
),

all_people as (
    select * from {{ ref('all_people') }}
),

sources as (
    select * from {{ ref('sources') }}
)

select
    record_persons.person_id,
    sources.organization_id,
    min(coalesce(all_people.created_at, all_people.received_at)) as first_seen_at,
    max(coalesce(all_people.modified_at, all_people.created_at, all_people.received_at))
        as last_seen_at,
    count(*) as record_count,
    count(distinct sources.source_id) as source_count,
    count(distinct sources.tool) as tool_count
from record_persons
left join all_people
    on record_persons.source_id = all_people.source_id
    and record_persons.record_type = all_people.record_type
    and record_persons.record_id = all_people.record_id
inner join sources on record_persons.source_id = sources.source_id
group by record_persons.person_id, sources.organization_id
