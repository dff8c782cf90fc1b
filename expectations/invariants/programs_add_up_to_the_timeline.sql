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

(select * from on_the_timeline except select * from in_programs)
union all
(select * from in_programs except select * from on_the_timeline)
