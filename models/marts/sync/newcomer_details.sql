-- One row per record of somebody, with what a destination is told of them where they are new to it.
{{ config(materialized='ephemeral') }}
with people as (
    select * from {{ ref('all_people') }}
),

stops as (
    select distinct contact_point from {{ ref('contact_point_suppressions') }}
)

-- An email or phone that anybody said stop by is given to nobody, whoever has it besides.
select
    people.source_id,
    people.record_type,
    people.record_id,
    people.first_name,
    people.last_name,
    case when email_stops.contact_point is null then people.email end as email,
    case when phone_stops.contact_point is null then people.phone_e164 end as phone_e164,
    people.postal_code,
    people.birth_date
from people
left join stops as email_stops on people.email = email_stops.contact_point
left join stops as phone_stops on people.phone_e164 = phone_stops.contact_point
