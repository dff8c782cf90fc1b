{#- A row per table that a tool declares: whose it is, and whether an export holds all. -#}
{% macro declared_rows() -%}
    {%- set rows = [] -%}
    {%- for table in (graph.sources or {}).values() if table.schema == 'raw' -%}
        {%- set meta = table.config.meta -%}
        {%- set snapshot = meta.get('snapshot', 'changes') -%}
        {%- set cells = [table.source_name, table.name, meta.vendor, snapshot] -%}
        {%- do rows.append("('" ~ cells | map('replace', "'", "''") | join("', '") ~ "')") -%}
    {%- endfor -%}
    values
    {{ rows | join(',\n    ') }}
{%- endmacro %}
