-- One row per source and shape: what it tells, and how many other tools would go on telling that.
with told as (
    select * from {{ ref('told_shapes') }}
),

sources as (
    select * from {{ ref('sources') }}
),

tellers as (
    select
        shape_code,
        count(distinct tool) as tool_count
    from told
    group by shape_code
)

select
    told.source_id,
    told.tool,
    sources.organization_id,
    told.shape_code,
    told.record_count,
    told.minted_id_count,
    tellers.tool_count - 1 as other_tool_count
from told
inner join tellers on told.shape_code = tellers.shape_code
inner join sources on told.source_id = sources.source_id
