-- What the programs count, month by month, is what the timeline holds with a date.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

program_360 as (
    select * from {{ ref('program_360') }}
),

on_the_timeline as (
    select
        organization_id,
        program_code,
        count(*) as interaction_count,
        count(*) filter (where interaction_type_code = 'contact_attempt') as attempt_count,
        count(*) filter (where is_conversation) as conversation_count,
        count(*) filter (where interaction_type_code = 'sign_up') as sign_up_count,
        count(*) filter (where interaction_type_code = 'attendance') as show_count,
        count(*) filter (where interaction_type_code = 'no_show') as flake_count,
        coalesce(sum(amount_cents), 0) as donation_cents
    from interactions
    group by organization_id, program_code
),

in_programs as (
    select
        organization_id,
        program_code,
        sum(interaction_count) as interaction_count,
        sum(attempt_count) as attempt_count,
        sum(conversation_count) as conversation_count,
        sum(sign_up_count) as sign_up_count,
        sum(show_count) as show_count,
        sum(flake_count) as flake_count,
        sum(donation_cents) as donation_cents
    from program_360
    group by organization_id, program_code
)

select
    on_the_timeline.organization_id,
    on_the_timeline.program_code
from on_the_timeline
left join in_programs
    on on_the_timeline.organization_id = in_programs.organization_id
    and on_the_timeline.program_code = in_programs.program_code
    and on_the_timeline.interaction_count = in_programs.interaction_count
    and on_the_timeline.attempt_count = in_programs.attempt_count
    and on_the_timeline.conversation_count = in_programs.conversation_count
    and on_the_timeline.sign_up_count = in_programs.sign_up_count
    and on_the_timeline.show_count = in_programs.show_count
    and on_the_timeline.flake_count = in_programs.flake_count
    and on_the_timeline.donation_cents = in_programs.donation_cents
where in_programs.program_code is null
