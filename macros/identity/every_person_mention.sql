{#- Every person record that a row of any shape is about, once: source_id, record_type, record_id. -#}
{% macro every_person_mention() -%}
    {%- for shape, columns in var('shapes').items() if 'person_record_id' in columns %}
    select source_id, person_record_type as record_type, person_record_id as record_id
    from {{ ref('all_' ~ shape) }}
    union
    {%- endfor %}
    select source_id, merged_record_type, kept_record_id from {{ ref('all_merges') }}
    union
    select source_id, merged_record_type, removed_record_id from {{ ref('all_merges') }}
{%- endmacro %}
