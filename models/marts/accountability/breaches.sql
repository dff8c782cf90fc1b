-- One row per month, source, organization that may ask it to account, and promise.
with days as (
    select * from {{ ref('source_days') }}
),

sources as (
    select * from {{ ref('sources') }}
),

vendors as (
    select distinct tool, vendor_name from {{ ref('declared_tables') }}
),

measured as (
    select
        source_id,
        organization_id,
        cast(date_trunc('month', day_date) as date) as month_date,
        'freshness_hours' as promise_code,
        cast(max(promised_freshness_hours) as numeric) as promised_value,
        max(behind_hours) as measured_value,
        count(*) as asked_count,
        count(*) filter (where is_kept) as met_count
    from days
    where is_kept is not null
    group by 1, 2, 3
)

select
    measured.month_date,
    measured.source_id,
    measured.organization_id,
    true as is_owner,
    sources.tool,
    vendors.vendor_name,
    measured.promise_code,
    measured.promised_value,
    measured.measured_value,
    measured.asked_count,
    measured.met_count,
    cast(round(cast(measured.met_count as numeric) / measured.asked_count, 6) as numeric(7, 6))
        as met_share,
    measured.met_count < measured.asked_count as is_breached
from measured
inner join sources on measured.source_id = sources.source_id
left join vendors on sources.tool = vendors.tool
