{#-
    The newest records of several raw tables of a tool, stacked by name, each with its envelope.
    tables: record type -> {column: expression}; the first, or shared, names all the columns there are.
    shared: what holds for the others, 'null' where they can't tell.
-#}
{% macro stacked(tool, tables, shared={}) -%}
    {%- set columns = dict(shared, **(tables.values() | first)) -%}
    {%- for record_type, own in tables.items() %}
    {%- for column in own if column not in columns -%}
        {{ exceptions.raise_compiler_error('stacked(): ' ~ record_type ~ ' says ' ~ column ~ ', which neither shared nor the first table names') }}
    {%- endfor %}
    select
        {{ kith.envelope(record_type) }}, _time_zone
        {%- for column in columns %}, {{ dict(shared, **own)[column] }} as {{ column }}{% endfor %}
    from ({{ kith.latest_records(source(tool, record_type)) }}) as latest
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
{%- endmacro %}
