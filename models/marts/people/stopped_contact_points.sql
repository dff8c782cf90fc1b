-- One row per contact point, channel that uses it, and record that says not to reach anybody by it.
{{ config(materialized='ephemeral') }}
with stops as (
    select * from {{ ref('contact_point_suppressions') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
    where contact_kind_code is not null
)

-- What was said of a phone binds calls and texts to it, and no email or door, even if it was said
-- of all: whoever else has the phone said nothing.
select
    stops.contact_point,
    channels.contact_kind_code,
    channels.channel_code,
    stops.channel_code as said_channel_code,
    stops.said_code,
    stops.said_at,
    stops.source_id,
    stops.tool,
    stops.record_type,
    stops.record_id
from stops
inner join channels on stops.channel_code in (channels.channel_code, 'all')
