-- One row per yes or no to being contacted that a record states, with the contact point it binds.
with consents as (
    select * from {{ ref('all_consents') }}
    where status_code in ('opted_in', 'opted_out', 'unknown')
),

contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
    where result_code = 'do_not_contact'
),

people as (
    select * from {{ ref('all_people') }}
),

-- Where a tool's staging told a contact's result as a consent already, that says it better.
stated as (
    select
        'consent_statuses' as vocabulary_name, status_code as said_code, source_id, tool,
        record_type, record_id, person_record_type, person_record_id, channel_code, contact_point,
        decided_at, received_at
    from consents
    union all
    select
        'contact_results', result_code, source_id, tool, record_type, record_id,
        person_record_type, person_record_id, channel_code, contact_point, attempted_at, received_at
    from contact_attempts
    where not exists (
            select from consents
            where consents.source_id = contact_attempts.source_id
                and consents.record_type = contact_attempts.record_type
                and consents.record_id = contact_attempts.record_id
        )
)

-- Who doesn't say which contact point means their own, a channel nobody has mapped may be any, and
-- a word nobody has mapped may be a no.
-- A no is as late as the export that brought it; a yes without its own time takes nothing back.
select
    stated.source_id,
    stated.tool,
    stated.record_type,
    stated.record_id,
    stated.person_record_type,
    stated.person_record_id,
    coalesce(nullif(stated.channel_code, 'unknown'), 'all') as channel_code,
    coalesce(stated.contact_point, case
        when stated.channel_code = 'email' then people.email
        when stated.channel_code in ('phone', 'text') then people.phone_e164
    end) as contact_point,
    stated.vocabulary_name,
    stated.said_code,
    coalesce(stated.decided_at, case
        when stated.said_code <> 'opted_in' then stated.received_at
    end) as said_at
from stated
left join people
    on stated.source_id = people.source_id
    and stated.person_record_type = people.record_type
    and stated.person_record_id = people.record_id
