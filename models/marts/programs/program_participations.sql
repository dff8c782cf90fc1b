-- One row per person, organization, program and month in which something happened.
with interactions as (
    select * from {{ ref('interactions') }}
    where month_date is not null
),

dated as (
    select
        interactions.*,
        row_number() over (
            partition by interactions.person_id, interactions.organization_id
            order by
                interactions.occurred_at, interactions.source_id, interactions.record_type,
                interactions.record_id, interactions.interaction_type_code
        ) = 1 as is_first
    from interactions
),

counted as (
    select
        person_id,
        organization_id,
        program_code,
        month_date,
        bool_or(
            is_contact or is_own_activity
            or interaction_type_code in ('survey_response', 'message_received')
        ) as is_reached,
        bool_or(is_first) as is_new,
        {{ count_of('contact_attempt') }} as attempt_count,
        {{ count_of('survey_response') }} as survey_response_count,
        {{ count_of('message_sent') }} as message_sent_count,
        {{ count_of('message_received') }} as message_received_count,
        {{ count_of('mailing_sent') }} as mailing_sent_count,
        {{ count_of('mailing_opened') }} as mailing_opened_count,
        {{ count_of('mailing_clicked') }} as mailing_clicked_count,
        {{ count_of('web_visit') }} as web_visit_count,
        {{ count_of('registration') }} as registration_count,
        {{ count_of('vote') }} as vote_count,
        {{ count_of('action') }} as action_count,
        {{ count_of('sign_up') }} as sign_up_count,
        {{ count_of('attendance') }} as show_count,
        {{ count_of('no_show') }} as flake_count,
        {{ count_of('hosting') }} as hosting_count,
        {{ count_of('donation') }} as donation_count,
        {{ count_of('voided_donation') }} as voided_donation_count,
        count(*) filter (where is_contact) as contact_count,
        count(*) filter (where is_conversation) as conversation_count,
        coalesce({{ total('amount_cents') }}, 0) as donation_cents,
        count(*) as interaction_count
    from dated
    group by person_id, organization_id, program_code, month_date
)

select
    counted.*,
    min(program_code) over same_month <> max(program_code) over same_month as is_shared
from counted
window same_month as (partition by person_id, month_date)
