-- One row per day, program, channel, source that made contact, and source that had been told no.
with unwanted_contacts as (
    select * from {{ ref('unwanted_contacts') }}
)

select
    organization_id,
    program_code,
    channel_code,
    source_id,
    refused_source_id,
    local_date,
    count(*) as contact_count,
    count(distinct person_id) as people_count
from unwanted_contacts
group by
    organization_id, program_code, channel_code, source_id, refused_source_id, local_date
