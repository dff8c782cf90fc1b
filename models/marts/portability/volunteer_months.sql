-- One row per volunteer, organization, program, kind of work and month: how much they did.
with ledger as (
    select * from {{ ref('volunteer_ledger') }}
    where month_date is not null
)

select
    person_id,
    organization_id,
    program_code,
    authored_type_code,
    month_date,
    count(*) as record_count,
    count(*) filter (where is_contact) as contact_count,
    count(*) filter (where is_conversation) as conversation_count,
    count(distinct local_date) as worked_day_count,
    min(occurred_at) as first_worked_at,
    max(occurred_at) as last_worked_at
from ledger
group by person_id, organization_id, program_code, authored_type_code, month_date
