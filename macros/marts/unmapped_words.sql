{#- A row per source, column and tool's word that no vocabulary maps to one of ours. -#}
{% macro unmapped_words() -%}
    {%- set found = [] -%}
    {%- for shape in kith.filled_shapes() -%}
        {%- for word in var('shapes')[shape] if word.endswith('_raw') and word != 'attribution_raw' -%}
        {%- do found.append("select source_id, tool, record_type, '" ~ shape ~ "' as shape, '" ~ word ~ "' as column_name, " ~ word ~ " as word, count(*) as affected_count, min(record_id) as record_id, min(received_at) as first_seen_at from " ~ ref('all_' ~ shape) ~ " where " ~ word[:-4] ~ "_code = 'unknown' group by source_id, tool, record_type, " ~ word) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ found | join('\nunion all\n') }}
{%- endmacro %}
