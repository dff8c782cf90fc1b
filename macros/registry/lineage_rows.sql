{#- A row per model or dashboard of the project and what it is made from: what it is, and names. -#}
{% macro lineage_rows() -%}
    {%- set rows = [] -%}
    {%- for nodes in ((graph.nodes or {}), (graph.exposures or {})) -%}
        {%- for node in nodes.values() if node.resource_type in ('model', 'exposure') -%}
            {%- set is_table = node.config.materialized not in (none, 'ephemeral') -%}
            {%- set folder = node.fqn[1:-1] | join('/') if is_table else node.resource_type -%}
            {%- for parent in node.depends_on.nodes -%}
                {%- set cells = [node.unique_id, folder, node.name, parent] -%}
                {%- do rows.append("('" ~ cells | join("', '") ~ "')") -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    values
    {{ rows | join(',\n    ') }}
{%- endmacro %}
