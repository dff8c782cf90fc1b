-- What a program counts in a month is the sum of what its sources tell, and of its answers.
with program_360 as (
    select * from {{ ref('program_360') }}
),

by_source as (
    select
        organization_id,
        program_code,
        month_date,
        sum(interaction_count) as interaction_count,
        sum(contact_count) as contact_count,
        sum(sign_up_count) as sign_up_count,
        sum(donation_cents) as donation_cents,
        max(people_count) as people_count
    from {{ ref('program_source_months') }}
    group by organization_id, program_code, month_date
),

answered as (
    select
        organization_id,
        program_code,
        month_date,
        sum(survey_response_count) as survey_response_count
    from {{ ref('survey_results') }}
    group by organization_id, program_code, month_date
)

select
    program_360.organization_id,
    program_360.program_code,
    program_360.month_date
from program_360
left join by_source
    on program_360.organization_id = by_source.organization_id
    and program_360.program_code = by_source.program_code
    and program_360.month_date = by_source.month_date
left join answered
    on program_360.organization_id = answered.organization_id
    and program_360.program_code = answered.program_code
    and program_360.month_date = answered.month_date
where program_360.interaction_count <> coalesce(by_source.interaction_count, 0)
    or program_360.contact_count <> coalesce(by_source.contact_count, 0)
    or program_360.sign_up_count <> coalesce(by_source.sign_up_count, 0)
    or program_360.donation_cents <> coalesce(by_source.donation_cents, 0)
    or program_360.people_count < coalesce(by_source.people_count, 0)
    or program_360.survey_response_count <> coalesce(answered.survey_response_count, 0)
