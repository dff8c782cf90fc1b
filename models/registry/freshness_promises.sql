-- One row per source and stretch of time for which it is promised how old its newest export may be.
with promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'freshness_hours' and promised_value is not null
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
)

select
    promises.source_id,
    cast(promises.since_date as timestamp) at time zone organizations.time_zone as begins_at,
    cast(promises.until_date + 1 as timestamp) at time zone organizations.time_zone as ends_at,
    promises.promised_value as promised_hours
from promises
inner join sources on promises.source_id = sources.source_id
inner join organizations on sources.organization_id = organizations.organization_id
