-- One row per organization, program and month: what the program did and whom it reached.
with participations as (
    select * from {{ ref('program_participations') }}
),

programs as (
    select * from {{ ref('programs') }}
)

select
    participations.organization_id,
    participations.program_code,
    programs.program_name,
    participations.month_date,
    count(*) as people_count,
    count(*) filter (where participations.is_reached) as people_reached_count,
    count(*) filter (where participations.is_new) as new_people_count,
    count(*) filter (where participations.is_shared) as people_shared_count,
    {{ total('participations.attempt_count') }} as attempt_count,
    {{ total('participations.contact_count') }} as contact_count,
    {{ total('participations.conversation_count') }} as conversation_count,
    {{ total('participations.survey_response_count') }} as survey_response_count,
    {{ total('participations.message_sent_count') }} as message_sent_count,
    {{ total('participations.message_received_count') }} as message_received_count,
    {{ total('participations.mailing_sent_count') }} as mailing_sent_count,
    {{ total('participations.mailing_opened_count') }} as mailing_opened_count,
    {{ total('participations.mailing_clicked_count') }} as mailing_clicked_count,
    {{ total('participations.web_visit_count') }} as web_visit_count,
    {{ total('participations.registration_count') }} as registration_count,
    {{ total('participations.vote_count') }} as vote_count,
    {{ total('participations.action_count') }} as action_count,
    {{ total('participations.sign_up_count') }} as sign_up_count,
    {{ total('participations.show_count') }} as show_count,
    {{ total('participations.flake_count') }} as flake_count,
    {{ total('participations.hosting_count') }} as hosting_count,
    {{ total('participations.donation_count') }} as donation_count,
    {{ total('participations.voided_donation_count') }} as voided_donation_count,
    {{ total('participations.donation_cents') }} as donation_cents,
    {{ total('participations.interaction_count') }} as interaction_count
from participations
inner join programs on participations.program_code = programs.program_code
group by
    participations.organization_id, participations.program_code, programs.program_name,
    participations.month_date
