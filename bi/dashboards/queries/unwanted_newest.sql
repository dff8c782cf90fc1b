-- The newest 20 contacts with somebody who had said no, with both records.
select
    person_id,
    occurred_at,
    channel_code,
    program_code,
    tool,
    record_type,
    record_id,
    refused_code,
    refused_at,
    refused_source_id,
    refused_record_type,
    refused_record_id
from marts.unwanted_contacts
where organization_id = %(organization_id)s or %(organization_id)s is null
order by occurred_at desc
limit 20
