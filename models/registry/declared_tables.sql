-- One row per table a tool exports, as its declaration has it.
with declared (tool, record_type, vendor_name, snapshot_code) as (
    {{ declared_rows() }}
)

select
    tool,
    record_type,
    vendor_name,
    snapshot_code
from declared
