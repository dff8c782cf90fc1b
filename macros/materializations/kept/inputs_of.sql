{#- The names of what this model reads, through ephemeral models too: seeds, or tables that are kept. -#}
{% macro inputs_of(kind, node=none) -%}
    {%- set found = [] -%}
    {%- set kinds = ['kept', 'connected_components', 'ledger'] if kind == 'kept' else [kind] -%}
    {%- for unique_id in (node or model).depends_on.nodes if unique_id in graph.nodes -%}
        {%- set input = graph.nodes[unique_id] -%}
        {%- if input.resource_type in kinds or input.config.materialized in kinds -%}
            {%- do found.append(input.name) -%}
        {%- elif input.config.materialized == 'ephemeral' -%}
            {%- do found.extend(kith.inputs_of(kind, input)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{%- endmacro %}
