-- One row per model or dashboard of the project and thing it is made from.
with edges (node_id, folder_name, node_name, parent_node_id) as (
    {{ lineage_rows() }}
)

select
    node_id,
    folder_name,
    node_name,
    parent_node_id
from edges
