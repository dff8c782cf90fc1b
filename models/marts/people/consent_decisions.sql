-- One row per yes or no to being contacted that a record states, with the contact point it binds.
with consents as (
    select * from {{ ref('all_consents') }}
    where status_code in ('opted_in', 'opted_out')
),

people as (
    select * from {{ ref('all_people') }}
)

-- Who doesn't say which contact point means their own, and a channel nobody has mapped may be any.
-- A no is as late as the export that brought it; a yes without its own time takes nothing back.
select
    consents.source_id,
    consents.tool,
    consents.record_type,
    consents.record_id,
    consents.person_record_type,
    consents.person_record_id,
    coalesce(nullif(consents.channel_code, 'unknown'), 'all') as channel_code,
    coalesce(consents.contact_point, case
        when consents.channel_code = 'email' then people.email
        when consents.channel_code in ('phone', 'text') then people.phone_e164
    end) as contact_point,
    consents.status_code,
    coalesce(consents.decided_at, case consents.status_code
        when 'opted_out' then consents.received_at
    end) as said_at
from consents
left join people
    on consents.source_id = people.source_id
    and consents.person_record_type = people.record_type
    and consents.person_record_id = people.record_id
