-- One row per person, channel and record that says not to reach them by it.
{{ config(materialized='ephemeral') }}
with suppressions as (
    select * from {{ ref('person_suppressions') }}
),

people as (
    select * from {{ ref('people') }}
),

stops as (
    select * from {{ ref('contact_point_suppressions') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
),

-- What somebody else said of the email or phone we have of a person binds that email or phone.
said as (
    select
        person_id, channel_code, said_code, said_at, source_id, tool, record_type, record_id,
        true as is_own_word, cast(null as text) as contact_kind_code
    from suppressions
    union all
    select
        people.person_id, stops.channel_code, stops.said_code, stops.said_at, stops.source_id,
        stops.tool, stops.record_type, stops.record_id, false, 'email'
    from people
    inner join stops on people.email = stops.contact_point
    union all
    select
        people.person_id, stops.channel_code, stops.said_code, stops.said_at, stops.source_id,
        stops.tool, stops.record_type, stops.record_id, false, 'phone_e164'
    from people
    inner join stops on people.phone_e164 = stops.contact_point
)

select
    said.person_id,
    channels.channel_code,
    said.channel_code as said_channel_code,
    said.said_code,
    said.said_at,
    said.source_id,
    said.tool,
    said.record_type,
    said.record_id,
    said.is_own_word
from said
inner join channels
    on said.channel_code in (channels.channel_code, 'all')
where said.is_own_word or said.contact_kind_code = channels.contact_kind_code
