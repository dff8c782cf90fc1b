-- One row per person, channel and record that says not to reach them by it.
{{ config(materialized='ephemeral') }}
with suppressions as (
    select * from {{ ref('person_suppressions') }}
),

people as (
    select * from {{ ref('people') }}
),

stops as (
    select * from {{ ref('stopped_contact_points') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
)

-- What somebody else said of the email or phone we have of a person binds that email or phone.
select
    suppressions.person_id, channels.channel_code, suppressions.channel_code as said_channel_code,
    suppressions.said_code, suppressions.said_at, suppressions.source_id, suppressions.tool,
    suppressions.record_type, suppressions.record_id, true as is_own_word
from suppressions
inner join channels on suppressions.channel_code in (channels.channel_code, 'all')
union all
select
    people.person_id, stops.channel_code, stops.said_channel_code, stops.said_code, stops.said_at,
    stops.source_id, stops.tool, stops.record_type, stops.record_id, false
from people
inner join stops on people.email = stops.contact_point and stops.contact_kind_code = 'email'
union all
select
    people.person_id, stops.channel_code, stops.said_channel_code, stops.said_code, stops.said_at,
    stops.source_id, stops.tool, stops.record_type, stops.record_id, false
from people
inner join stops
    on people.phone_e164 = stops.contact_point and stops.contact_kind_code = 'phone_e164'
