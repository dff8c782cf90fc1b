-- One row that says since when facts are looked at to be passed on.
{{ config(materialized='ephemeral') }}
with destinations as (
    select * from {{ ref('sync_destinations') }}
),

known_until as (
    select * from {{ ref('known_until') }}
)

-- As long again as they are passed on, so that what came too late is seen to have.
select
    min({{ days_after('known_until.known_at', '-2 * destinations.oldest_days') }}) as oldest_at
from destinations
cross join known_until
