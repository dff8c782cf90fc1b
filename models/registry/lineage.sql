-- One row per table of a tool in use and mart or dashboard that it flows into.
with recursive edges as (
    select * from {{ ref('lineage_edges') }}
),

tables as (
    select * from {{ ref('declared_tables') }}
),

tools as (
    select distinct tool from {{ ref('sources') }}
),

flows (tool, record_type, node_id) as (
    select
        tables.tool,
        tables.record_type,
        'source.kith.' || tables.tool || '.' || tables.record_type
    from tables
    inner join tools on tables.tool = tools.tool
    union
    select
        flows.tool,
        flows.record_type,
        edges.node_id
    from flows
    inner join edges on flows.node_id = edges.parent_node_id
)

select distinct
    flows.tool,
    flows.record_type,
    case edges.folder_name when 'exposure' then 'dashboard' else 'mart' end as blocked_type_code,
    edges.node_name as blocked_name
from flows
inner join edges on flows.node_id = edges.node_id
where edges.folder_name like 'marts/%' or edges.folder_name = 'exposure'
