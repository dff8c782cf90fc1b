-- One row per fact that is told in a file, in the destination's words, with what becomes of it.
{{ config(indexes=[{'columns': ['fact_key']}]) }}
with facts as (
    select * from {{ ref('sync_facts') }}
    where interface_code = 'csv'
)

select
    {{ outbox_columns() }},
    channel_code, channel_target_id, word, target_id, target_part_id, effort_target_id,
    role_target_id, status_target_id,
    phone_e164, first_name, last_name, email, postal_code, birth_date, content_version
from facts
