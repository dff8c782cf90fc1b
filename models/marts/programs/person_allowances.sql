-- One row per person, organization and channel they said yes to, with the newest record of it.
{{ config(materialized='ephemeral') }}
with decisions as (
    select * from {{ ref('consent_decisions') }}
    where said_code = 'opted_in'
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

sources as (
    select * from {{ ref('sources') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
),

in_order as (
    select
        record_persons.person_id,
        sources.organization_id,
        channels.channel_code,
        decisions.channel_code as said_channel_code,
        decisions.said_code, decisions.said_at, decisions.source_id, decisions.tool,
        decisions.record_type, decisions.record_id,
        row_number() over (
            partition by
                record_persons.person_id, sources.organization_id, channels.channel_code
            order by
                decisions.said_at desc nulls last, decisions.source_id, decisions.record_type,
                decisions.record_id, decisions.channel_code
        ) as place
    from decisions
    inner join record_persons
        on decisions.source_id = record_persons.source_id
        and decisions.person_record_type = record_persons.record_type
        and decisions.person_record_id = record_persons.record_id
    inner join sources on decisions.source_id = sources.source_id
    inner join channels on decisions.channel_code in (channels.channel_code, 'all')
)

select
    person_id, organization_id, channel_code, said_channel_code, said_code, said_at, source_id,
    tool, record_type, record_id
from in_order
where place = 1
