-- One row per source; whether it is late is asked of the clock now, not of the last build.
select
    source_id,
    account_name,
    responsible_contact,
    last_export_at,
    case
        when last_export_at is null then 'nothing yet'
        when late > interval '2 days' then 'late by ' || floor(extract(epoch from late) / 86400) || ' days'
        when late > interval '0' then 'late by ' || ceil(extract(epoch from late) / 3600) || ' hours'
        else 'on time'
    end as freshness,
    held_load_count as held_files,
    refused_file_count as refused_files,
    records_read_count as records_read,
    records_landed_count as records_landed,
    records_unchanged_count as records_unchanged,
    records_quarantined_count as records_quarantined,
    open_quarantine_count as open_quarantine,
    records_read_count
        = records_landed_count + records_unchanged_count + records_quarantined_count
        + records_suppressed_count
        as is_accounted_for
from marts.source_status
cross join lateral (
    select now() - last_export_at - promised_freshness_hours * interval '1 hour' as late
) as lateness
order by source_id
