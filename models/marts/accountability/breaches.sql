-- One row per month, source, organization that may ask it to account, and promise.
with kept_promises as (
    select * from {{ ref('kept_promises') }}
),

sources as (
    select * from {{ ref('sources') }}
),

scopes as (
    select * from {{ ref('organization_scopes') }}
),

tables as (
    select * from {{ ref('declared_tables') }}
),

vendors as (
    select
        tool,
        max(vendor_name) as vendor_name
    from tables
    group by tool
),

monthly as (
    select
        cast(date_trunc('month', kept_promises.day_date) as date) as month_date,
        kept_promises.source_id,
        scopes.within_organization_id as organization_id,
        bool_or(scopes.is_owner) as is_owner,
        kept_promises.promise_code,
        min(kept_promises.promised_value) as least_promised,
        max(kept_promises.promised_value) as most_promised,
        min(kept_promises.measured_value) as lowest,
        max(kept_promises.measured_value) as longest,
        {{ total('kept_promises.asked_count') }} as asked_count,
        {{ total('kept_promises.met_count') }} as met_count
    from kept_promises
    inner join sources on kept_promises.source_id = sources.source_id
    inner join scopes
        on sources.organization_id = scopes.organization_id
        and kept_promises.day_date between scopes.since_date and scopes.until_date
    group by
        date_trunc('month', kept_promises.day_date), kept_promises.source_id,
        scopes.within_organization_id, kept_promises.promise_code
),

shared as (
    select
        *,
        promise_code like '%\_share' as is_share,
        promise_code like '%\_level' as is_level,
        cast(round(cast(met_count as numeric) / asked_count, 6) as numeric(7, 6)) as met_share
    from monthly
)

-- Where a promise changed within the month, its milder form; each day was held to its own.
select
    shared.month_date,
    shared.source_id,
    shared.organization_id,
    shared.is_owner,
    sources.tool,
    vendors.vendor_name,
    shared.promise_code,
    case
        when shared.is_share or shared.is_level then shared.least_promised
        else shared.most_promised
    end as promised_value,
    case
        when shared.is_share then shared.met_share
        when shared.is_level then round(shared.lowest)
        else round(shared.longest, 1)
    end as measured_value,
    shared.asked_count,
    shared.met_count,
    shared.met_share,
    case
        when shared.is_share then shared.met_share < shared.least_promised
        else shared.met_count < shared.asked_count
    end as is_breached
from shared
inner join sources on shared.source_id = sources.source_id
left join vendors on sources.tool = vendors.tool
