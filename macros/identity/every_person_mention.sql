{#- Every row of any shape but identifiers that is about a person record: source_id, record_type, record_id. -#}
{% macro every_person_mention() -%}
    {%- for shape, columns in var('shapes').items() if 'person_record_id' in columns and shape != 'identifiers' %}
    {% if not loop.first -%} union all {% endif -%}
    select source_id, person_record_type as record_type, person_record_id as record_id from {{ ref('all_' ~ shape) }}
    {%- endfor %}
{%- endmacro %}
