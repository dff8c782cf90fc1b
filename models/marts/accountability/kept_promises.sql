-- One row per source, day and promise: how often it could be kept, how often it was, and the worst.
{{ config(materialized='ephemeral') }}
with days as (
    select * from {{ ref('source_days') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

incidents as (
    select * from {{ ref('incidents') }}
    where source_id is not null
),

levels as (
    select * from {{ ref('kept_levels') }}
),

promises as (
    select * from {{ ref('source_promises') }}
),

-- An incident counts on the day it began; one still open counts once its time is up.
responses as (
    select
        incidents.source_id,
        {{ day_of('incidents.opened_at', 'organizations.time_zone') }} as day_date,
        count(*) as asked_count,
        count(*) filter (where not incidents.is_overdue) as met_count,
        max({{ hours_between(
            'incidents.opened_at', 'coalesce(incidents.closed_at, ' ~ right_now() ~ ')'
        ) }}) as measured_value
    from incidents
    inner join organizations on incidents.organization_id = organizations.organization_id
    where incidents.closed_at is not null or incidents.is_overdue
    group by 1, 2
),

kept as (
    select
        source_id, day_date, 'freshness_hours' as promise_code, oldest_hours as measured_value,
        1 as asked_count, cast(is_kept as integer) as met_count
    from days
    where is_kept is not null
    union all
    select
        source_id, day_date, 'completeness_share',
        1 - cast(records_quarantined_count as numeric) / records_read_count,
        records_read_count, records_read_count - records_quarantined_count
    from days
    where records_read_count > 0
    union all
    select source_id, day_date, 'response_hours', measured_value, asked_count, met_count
    from responses
    union all
    select source_id, day_date, 'standard_level', measured_value, asked_count, met_count
    from levels
)

select
    kept.source_id,
    kept.day_date,
    kept.promise_code,
    promises.promised_value,
    round(kept.measured_value, 4) as measured_value,
    kept.asked_count,
    kept.met_count
from kept
inner join promises
    on kept.source_id = promises.source_id
    and kept.promise_code = promises.promise_code
    and kept.day_date between promises.since_date and promises.until_date
where promises.promised_value is not null
