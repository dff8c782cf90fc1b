-- One row per day from the first month in which anything happened to the newest that is known of.
with participations as (
    select * from {{ ref('program_participations') }}
),

source_days as (
    select * from {{ ref('source_days') }}
),

known as (
    select
        min(month_date) as first_date,
        cast(max(month_date) + interval '1 month' - interval '1 day' as date) as last_date
    from participations
    union all
    select
        min(day_date) as first_date,
        max(day_date) as last_date
    from source_days
),

bounds as (
    select
        cast(min(first_date) as timestamp) as first_at,
        cast(max(last_date) as timestamp) as last_at
    from known
)

select
    cast(days.day_at as date) as day_date,
    cast(date_trunc('month', days.day_at) as date) as month_date
from bounds
cross join generate_series(bounds.first_at, bounds.last_at, interval '1 day') as days (day_at)
