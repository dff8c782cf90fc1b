-- What the programs count, month by month, is what the timeline holds with a date: all and no more.
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
        month_date,
        count(*) as interaction_count,
        count(*) filter (where interaction_type_code = 'contact_attempt') as attempt_count,
        count(*) filter (where is_contact) as contact_count,
        count(*) filter (where is_conversation) as conversation_count,
        count(*) filter (where interaction_type_code = 'action') as action_count,
        count(*) filter (where interaction_type_code = 'registration') as registration_count,
        count(*) filter (where interaction_type_code = 'vote') as vote_count,
        count(*) filter (where interaction_type_code = 'sign_up') as sign_up_count,
        count(*) filter (where interaction_type_code = 'attendance') as show_count,
        count(*) filter (where interaction_type_code = 'no_show') as flake_count,
        coalesce(sum(amount_cents), 0) as donation_cents
    from interactions
    group by organization_id, program_code, month_date
),

-- A month in which a program only had a list has no interaction.
in_programs as (
    select
        organization_id,
        program_code,
        month_date,
        interaction_count,
        attempt_count,
        contact_count,
        conversation_count,
        action_count,
        registration_count,
        vote_count,
        sign_up_count,
        show_count,
        flake_count,
        donation_cents
    from program_360
    where interaction_count > 0
),

on_one_side as (
    (
        select * from on_the_timeline
        except
        select * from in_programs
    )
    union all
    (
        select * from in_programs
        except
        select * from on_the_timeline
    )
)

select distinct organization_id, program_code, month_date
from on_one_side
