-- One row per person id ever minted.
{{ config(indexes=[{'columns': ['person_id']}]) }}
with events as (
    select * from {{ ref('person_id_events') }}
),

aliases as (
    select * from {{ ref('person_id_aliases') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

sizes as (
    select person_id, count(*) as record_count
    from record_persons
    group by person_id
)

select
    events.person_id,
    events.happened_at as minted_at,
    aliases.retired_at,
    coalesce(aliases.person_id, events.person_id) as current_person_id,
    coalesce(sizes.record_count, 0) as record_count
from events
left join aliases on events.person_id = aliases.retired_person_id
left join sizes on events.person_id = sizes.person_id
where events.event_type = 'born'
