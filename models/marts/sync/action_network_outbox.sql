-- One row per fact that is told an Action Network, in its own columns, with what becomes of it.
{{ config(indexes=[{'columns': ['fact_key']}]) }}
with facts as (
    select * from {{ ref('sync_facts') }}
    where interface_code = 'action_network'
),

in_its_words as (
    select
        *,
        case when fact_type_code = 'activist_code' then target_id end as activist_code_id,
        case when fact_type_code = 'sign_up' then target_id end as event_id,
        status_target_id as event_status_id
    from facts
)

select
    {{ outbox_columns() }},
    channel_code, activist_code_id, event_id, event_status_id,
    phone_e164, first_name, last_name, email, postal_code, content_version
from in_its_words
