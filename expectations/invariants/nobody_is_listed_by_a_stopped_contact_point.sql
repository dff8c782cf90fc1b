-- Who reads people alone finds no email or phone that somebody, whoever it was, said not to use.
with people as (
    select * from {{ ref('people') }}
),

stops as (
    select * from {{ ref('contact_point_suppressions') }}
)

select people.person_id, stops.channel_code
from people
inner join stops on people.email = stops.contact_point
where stops.channel_code in ('email', 'all') and not people.is_email_suppressed
union all
select people.person_id, stops.channel_code
from people
inner join stops on people.phone_e164 = stops.contact_point
where stops.channel_code in ('phone', 'all') and not people.is_phone_suppressed
    or stops.channel_code in ('text', 'all') and not people.is_text_suppressed
