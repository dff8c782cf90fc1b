-- Each record a source sent landed, was here already, is in quarantine or of somebody forgotten.
select
    source_id, records_read_count, records_landed_count, records_unchanged_count,
    records_quarantined_count, records_suppressed_count
from {{ ref('source_status') }}
where records_read_count
    <> records_landed_count + records_unchanged_count + records_quarantined_count
    + records_suppressed_count
