-- One row per contact with somebody who had said, anywhere, not to be reached that way.
with interactions as (
    select * from {{ ref('interactions') }}
    where direction_code = 'to_them'
),

suppressions as (
    select * from {{ ref('person_suppressions') }}
),

-- A no to every channel and one to this one: the earlier of them was the one to heed.
unwanted as (
    select
        interactions.*,
        suppressions.channel_code as refused_channel_code,
        suppressions.said_code as refused_code,
        suppressions.said_at as refused_at,
        suppressions.source_id as refused_source_id,
        suppressions.tool as refused_tool,
        suppressions.record_type as refused_record_type,
        suppressions.record_id as refused_record_id,
        row_number() over (
            partition by
                interactions.source_id, interactions.record_type, interactions.record_id,
                interactions.interaction_type_code
            order by suppressions.said_at, suppressions.channel_code
        ) as place
    from interactions
    inner join suppressions
        on interactions.person_id = suppressions.person_id
        and suppressions.channel_code in (interactions.channel_code, 'all')
        and interactions.occurred_at > suppressions.said_at
)

select
    source_id,
    tool,
    record_type,
    record_id,
    interaction_type_code,
    person_id,
    organization_id,
    program_code,
    channel_code,
    occurred_at,
    local_date,
    refused_channel_code,
    refused_code,
    refused_at,
    refused_source_id,
    refused_record_type,
    refused_record_id,
    tool <> refused_tool as is_refused_elsewhere
from unwanted
where place = 1
