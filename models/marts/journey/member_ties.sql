-- One row per record and two people it ties together: what the one is to the other.
with relationships as (
    select * from {{ ref('all_relationships') }}
),

attendances as (
    select * from {{ ref('interactions') }}
    where interaction_type_code = 'attendance'
),

hostings as (
    select * from {{ ref('interactions') }}
    where interaction_type_code = 'hosting'
        or interaction_type_code = 'attendance' and role_code = 'host'
),

meanings as (
    select * from {{ ref('relationship_meanings') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

-- An event with three shifts has one host, who may be told in two ways.
hosts as (
    select distinct source_id, event_record_type, event_record_id, person_id from hostings
),

told as (
    select
        relationships.source_id, relationships.tool, relationships.record_type,
        relationships.record_id, relationships.relationship_raw,
        coalesce(relationships.relationship_code, 'unknown') as relationship_code,
        record_persons.person_id, related_records.person_id as related_person_id,
        relationships.person_record_type, relationships.person_record_id,
        relationships.related_at as tied_at, relationships.received_at
    from relationships
    inner join record_persons
        on relationships.source_id = record_persons.source_id
        and relationships.person_record_type = record_persons.record_type
        and relationships.person_record_id = record_persons.record_id
    inner join record_persons as related_records
        on relationships.source_id = related_records.source_id
        and relationships.related_record_type = related_records.record_type
        and relationships.related_record_id = related_records.record_id
    union all
    select
        attendances.source_id, attendances.tool, attendances.record_type, attendances.record_id,
        null, 'hosted', attendances.person_id, hosts.person_id as related_person_id,
        null, null, attendances.occurred_at, attendances.received_at
    from attendances
    inner join hosts
        on attendances.source_id = hosts.source_id
        and attendances.event_record_type = hosts.event_record_type
        and attendances.event_record_id = hosts.event_record_id
)

-- Two records of one person, tied by a tool that took them for two, are no tie.
select
    told.*,
    meanings.is_recruitment,
    meanings.is_organizing,
    meanings.confidence_code
from told
inner join meanings on told.relationship_code = meanings.relationship_code
where told.person_id <> told.related_person_id
