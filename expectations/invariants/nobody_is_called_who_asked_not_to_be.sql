-- Who asked not to be contacted that way again is suppressed there, until a later yes.
with contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
),

consents as (
    select * from {{ ref('all_consents') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

suppressions as (
    select * from {{ ref('person_suppressions') }}
)

select record_persons.person_id, contact_attempts.channel_code
from contact_attempts
inner join record_persons
    on contact_attempts.source_id = record_persons.source_id
    and contact_attempts.person_record_type = record_persons.record_type
    and contact_attempts.person_record_id = record_persons.record_id
where contact_attempts.result_code = 'do_not_contact'
    and not exists (
        select from suppressions
        where suppressions.person_id = record_persons.person_id
            and suppressions.channel_code in (contact_attempts.channel_code, 'all')
    )
    -- The same contact's consent may name another channel; the same record may say yes later.
    and not exists (
        select from consents
        where consents.source_id = contact_attempts.source_id
            and (
                consents.record_type = contact_attempts.record_type
                and consents.record_id = contact_attempts.record_id
                or consents.person_record_type = contact_attempts.person_record_type
                and consents.person_record_id = contact_attempts.person_record_id
                and consents.channel_code = contact_attempts.channel_code
                and consents.status_code = 'opted_in'
                and consents.decided_at
                > coalesce(contact_attempts.attempted_at, contact_attempts.received_at)
            )
    )
