-- One row per destination, kind of fact and day of its own records, with how many there are.
{{ config(materialized='ephemeral') }}
with routes as (
    select distinct destination_id, fact_type_code
    from {{ ref('sync_routes') }}
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
    where {{ is_synced_still('attempted_at') }}
),

survey_responses as (
    select * from {{ ref('all_survey_responses') }}
    where {{ is_synced_still('answered_at') }}
),

tags as (
    select * from {{ ref('all_tags') }}
    where {{ is_synced_still('tagged_at') }}
),

attendances as (
    select * from {{ ref('all_attendances') }}
    where {{ is_synced_still('signed_up_at') }}
),

shown as (
    select source_id, 'contact_attempt' as fact_type_code, attempted_at as shown_at
    from contact_attempts
    union all
    select source_id, 'survey_answer', answered_at
    from survey_responses
    union all
    select source_id, 'activist_code', tagged_at
    from tags
    union all
    select source_id, 'sign_up', signed_up_at
    from attendances
)

select
    routes.destination_id,
    routes.fact_type_code,
    {{ day_of('shown.shown_at', 'organizations.time_zone') }} as local_date,
    count(*) as there_count
from shown
inner join routes
    on shown.source_id = routes.destination_id and shown.fact_type_code = routes.fact_type_code
inner join sources on routes.destination_id = sources.source_id
inner join organizations on sources.organization_id = organizations.organization_id
group by 1, 2, 3
