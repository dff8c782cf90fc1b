-- One row per fact that is told a VAN, in VAN's own columns, with what becomes of it.
{{ config(indexes=[{'columns': ['fact_key']}]) }}
with facts as (
    select * from {{ ref('sync_facts') }}
    where interface_code = 'van'
),

in_vans_words as (
    select
        *,
        channel_target_id as contact_type_id,
        case when fact_type_code in ('contact_attempt', 'do_not_contact') then target_id end
            as result_code_id,
        effort_target_id as campaign_id,
        case when fact_type_code = 'survey_answer' then target_id end as survey_question_id,
        case when fact_type_code = 'survey_answer' then target_part_id end as survey_response_id,
        case when fact_type_code = 'activist_code' then target_id end as activist_code_id,
        case when fact_type_code = 'sign_up' then target_id end as event_id,
        role_target_id as event_role_id,
        case when fact_type_code = 'sign_up' then target_part_id end as event_shift_id,
        status_target_id as event_status_id
    from facts
)

select
    {{ outbox_columns() }},
    contact_type_id, result_code_id, campaign_id, survey_question_id, survey_response_id,
    activist_code_id, event_id, event_role_id, event_shift_id, event_status_id,
    phone_e164, first_name, last_name, email, postal_code, birth_date, content_version
from in_vans_words
