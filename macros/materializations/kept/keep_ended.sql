{#-
    Of a kept table with `keeps_ended`: makes <table>__ended where it is missing, and adds the rows
    so named with the time until which they held. That table is only ever added to.
-#}
{% macro keep_ended(rows=none) -%}
    {%- set ended, columns = kith.ended_beside(this), adapter.get_columns_in_relation(this) -%}
    {%- set names = columns | map(attribute='name') | join(', ') -%}
    create table if not exists {{ ended }} (valid_to_at timestamptz not null);
    {% for column in columns -%}
        alter table {{ ended }} add column if not exists {{ column.name }} {{ column.data_type }};
    {% endfor -%}
    create index if not exists {{ ended.identifier }}_key on {{ ended }} ({{ config.require('key') }});
    {% if rows -%}
        insert into {{ ended }} ({{ names }}, valid_to_at) select {{ names }}, '{{ run_started_at.isoformat() }}' from {{ rows }};
    {%- endif %}
{%- endmacro %}
