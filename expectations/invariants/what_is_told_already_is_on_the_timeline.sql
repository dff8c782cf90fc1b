-- A telling that gave way did so to one that counts: a fact told twice is there once, not never. A
-- gift may have given way to its own refund.
with repeated_facts as (
    select * from {{ ref('repeated_facts') }}
),

interactions as (
    select * from {{ ref('interactions') }}
)

select
    repeated_facts.source_id, repeated_facts.record_type, repeated_facts.record_id,
    repeated_facts.interaction_type_code
from repeated_facts
left join interactions
    on repeated_facts.kept_source_id = interactions.source_id
    and repeated_facts.kept_record_type = interactions.record_type
    and repeated_facts.kept_record_id = interactions.record_id
    and replace(repeated_facts.interaction_type_code, 'voided_', '')
    = replace(interactions.interaction_type_code, 'voided_', '')
where interactions.record_id is null
