{#- A row per source and shape it fills: how many rows, and how many of them have an id of ours. -#}
{% macro told_rows() -%}
    {%- for shape in kith.filled_shapes() %}
    select
        source_id, tool, '{{ shape }}' as shape_code, count(*) as record_count,
        count(*) filter (where is_record_id_minted) as minted_id_count
    from {{ ref('all_' ~ shape) }}
    group by source_id, tool
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
{%- endmacro %}
