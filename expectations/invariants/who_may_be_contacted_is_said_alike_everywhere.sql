-- What contact_permissions forbids by email, phone, text and at the door is what people says.
with people as (
    select * from {{ ref('people') }}
),

person_organizations as (
    select distinct person_id from {{ ref('person_organizations') }}
),

refusals as (
    select distinct person_id, channel_code from {{ ref('contact_permissions') }}
    where not is_permitted
),

suppressed as (
    select person_id, 'email' as channel_code from people
    where is_email_suppressed
    union all
    select person_id, 'phone' from people
    where is_phone_suppressed
    union all
    select person_id, 'text' from people
    where is_text_suppressed
    union all
    select person_id, 'canvass' from people
    where is_canvass_suppressed
)

select
    coalesce(suppressed.person_id, refusals.person_id) as person_id,
    coalesce(suppressed.channel_code, refusals.channel_code) as channel_code
from suppressed
inner join person_organizations on suppressed.person_id = person_organizations.person_id
full join refusals
    on suppressed.person_id = refusals.person_id
    and suppressed.channel_code = refusals.channel_code
where suppressed.person_id is null
    and refusals.channel_code in ('email', 'phone', 'text', 'canvass')
    or refusals.person_id is null
