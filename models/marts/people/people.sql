-- One row per person: what we hold to be true of them, from the record whose word counts.
with record_persons as (
    select * from {{ ref('record_persons') }}
),

all_people as (
    select * from {{ ref('all_people') }}
),

attributes as (
    select
        *,
        {{ record_key_of() }} as record_key,
        ranked_because_code as because_code
    from {{ ref('person_attributes') }}
    where is_counted
),

suppressions as (
    select * from {{ ref('person_suppressions') }}
),

stops as (
    select * from {{ ref('stopped_contact_points') }}
),

sources as (
    select * from {{ ref('sources') }}
),

counted as (
    select
        record_persons.person_id,
        min(coalesce(all_people.created_at, all_people.received_at)) as first_seen_at,
        max(coalesce(all_people.modified_at, all_people.created_at, all_people.received_at))
            as last_seen_at,
        count(*) as record_count,
        count(distinct record_persons.source_id) as source_count,
        count(distinct sources.tool) as tool_count,
        count(distinct sources.organization_id) as organization_count
    from record_persons
    left join all_people
        on record_persons.source_id = all_people.source_id
        and record_persons.record_type = all_people.record_type
        and record_persons.record_id = all_people.record_id
    inner join sources on record_persons.source_id = sources.source_id
    group by record_persons.person_id
)

-- A person's details come from several records and their suppressions from any: the largest of one
-- value is that value, and the strictest word counts, whichever tool it came from. So does a stop
-- that somebody else said by the email or phone given here.
select
    counted.person_id,
    {{ attribute_columns('attributes', 'all_people') }},
    {{ reason_columns('attributes') }},
    {{ is_suppressed('email', 'suppressions', 'stops') }} as is_email_suppressed,
    {{ is_suppressed('phone', 'suppressions', 'stops') }} as is_phone_suppressed,
    {{ is_suppressed('text', 'suppressions', 'stops') }} as is_text_suppressed,
    {{ is_suppressed('canvass', 'suppressions', 'stops') }} as is_canvass_suppressed,
    {{ is_any_of('suppressions.said_code', ['deceased']) }} as is_deceased,
    counted.first_seen_at,
    counted.last_seen_at,
    counted.record_count,
    counted.source_count,
    counted.tool_count,
    counted.organization_count
from counted
left join attributes on counted.person_id = attributes.person_id
left join all_people
    on attributes.source_id = all_people.source_id
    and attributes.record_type = all_people.record_type
    and attributes.record_id = all_people.record_id
left join suppressions on counted.person_id = suppressions.person_id
left join stops
    on stops.contact_kind_code = case attributes.attribute_code
        when 'email' then 'email'
        when 'phone' then 'phone_e164'
    end
    and stops.contact_point = case attributes.attribute_code
        when 'email' then all_people.email
        when 'phone' then all_people.phone_e164
    end
group by
    counted.person_id, counted.first_seen_at, counted.last_seen_at, counted.record_count,
    counted.source_count, counted.tool_count, counted.organization_count
