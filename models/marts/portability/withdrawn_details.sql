-- One row per person record whose details somebody typed in and took back.
{{ config(materialized='ephemeral') }}
with withdrawn as (
    select * from {{ ref('withdrawn_records') }}
    where is_holder
),

authored as (
    select * from {{ ref('authored_records') }}
    where authored_type_code = 'contact_added'
)

select withdrawn.source_id, withdrawn.record_type, withdrawn.record_id
from withdrawn
inner join authored
    on withdrawn.source_id = authored.source_id
    and withdrawn.record_type = authored.record_type
    and withdrawn.record_id = authored.record_id
