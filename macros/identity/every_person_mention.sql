{#-
    Every person record that a row of any shape but identifiers is about, once a shape, and the
    merges a vendor made of it: source_id, record_type, record_id, said_hash.
-#}
{% macro every_person_mention() -%}
    {%- for shape, columns in var('shapes').items() if 'person_record_id' in columns and shape != 'identifiers' %}
    select source_id, person_record_type as record_type, person_record_id as record_id, 0 as said_hash
    from {{ ref('all_' ~ shape) }}
    group by 1, 2, 3
    union all
    {%- endfor %}
    select source_id, merged_record_type, merged_record_id, {{ kith.hash_of(['source_id', 'record_type', 'record_id']) }}
    from {{ ref('all_merges') }}
    cross join {{ kith.labelled([['kept', 'kept_record_id'], ['removed', 'removed_record_id']]) }} as merged (part_name, merged_record_id)
{%- endmacro %}
