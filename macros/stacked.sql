{#-
    The newest records of several raw tables of a tool, stacked, each with its envelope.
    tables: record type -> {column: expression}, the same columns for each. shared: what holds for all.
-#}
{% macro stacked(tool, tables, shared={}) -%}
    {%- for record_type, own in tables.items() %}
    select
        {{ kith.envelope(record_type) }}, _time_zone
        {%- for column in dict(shared, **(tables.values() | first)) %},
        {{ dict(shared, **own)[column] }} as {{ column }}
        {%- endfor %}
    from ({{ kith.latest_records(source(tool, record_type)) }}) as latest
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
