-- One row per fact and destination it is to be passed on to, whatever becomes of it.
with facts as (
    select * from {{ ref('told_facts') }}
),

routes as (
    select * from {{ ref('sync_routes') }}
),

destinations as (
    select * from {{ ref('sync_destinations') }}
),

sources as (
    select * from {{ ref('sources') }}
),

accounts as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

people as (
    select * from {{ ref('people') }}
),

zones as (
    select * from {{ ref('region_time_zones') }}
),

known_until as (
    select * from {{ ref('known_until') }}
)

-- The day of a contact is the person's own, whatever zone the tool writes its times in.
select
    {{ sha256_of([
        'routes.destination_id', 'facts.source_id', 'facts.record_type', 'facts.record_id',
        'facts.fact_type_code', 'facts.told_raw',
    ]) }} as fact_key,
    routes.destination_id,
    facts.fact_type_code,
    facts.source_id,
    facts.tool,
    facts.record_type,
    facts.record_id,
    facts.person_record_type,
    facts.person_record_id,
    record_persons.record_key,
    record_persons.person_id,
    sources.organization_id,
    accounts.organization_id as destination_organization_id,
    routes.is_approval_needed,
    routes.is_day_awaited,
    facts.occurred_at,
    coalesce(zones.time_zone, organizations.time_zone) as time_zone,
    {{ day_of('facts.occurred_at', 'coalesce(zones.time_zone, organizations.time_zone)') }}
        as local_date,
    facts.aged_at <= {{ days_after('known_until.known_at', '-destinations.oldest_days') }}
        as is_too_old,
    {{ synced_columns('facts') }}
from facts
inner join routes
    on facts.source_id = routes.source_id and facts.fact_type_code = routes.fact_type_code
inner join destinations on routes.destination_id = destinations.destination_id
inner join sources on facts.source_id = sources.source_id
inner join accounts on routes.destination_id = accounts.source_id
inner join organizations on accounts.organization_id = organizations.organization_id
inner join record_persons
    on facts.source_id = record_persons.source_id
    and facts.person_record_type = record_persons.record_type
    and facts.person_record_id = record_persons.record_id
cross join known_until
left join people on record_persons.person_id = people.person_id
left join zones on people.region_code = zones.region_code
where facts.aged_at > {{ days_after('known_until.known_at', '-2 * destinations.oldest_days') }}
