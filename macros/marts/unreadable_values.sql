{#- A row per source, record type and column that held something we could not read. -#}
{% macro unreadable_values() -%}
    {%- for shape in kith.filled_shapes() %}
    select
        source_id, tool, record_type, '{{ shape }}' as shape, rejected_column,
        count(*) as affected_count, min(record_id) as record_id, min(received_at) as first_seen_at
    from {{ ref('all_' ~ shape) }}
    cross join unnest(string_to_array(rejected_columns, ' ')) as rejected_column
    where rejected_columns is not null
    group by source_id, tool, record_type, rejected_column
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
