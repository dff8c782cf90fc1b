{#- All that a promise or a role can be about: type and id. A model by its name or a folder's. -#}
{% macro known_subjects() -%}
    select 'everything' as subject_type, '' as subject_id
    union all select 'gate', gate_name from (values ('first'), ('second')) as gates (gate_name)
    union all select 'source', source_id from {{ ref('sources') }}
    union all select 'organization', organization_id from {{ ref('organizations') }}
    union select 'tool', tool from {{ ref('declared_tables') }}
    union select 'model', node_name from {{ ref('lineage_edges') }}
    union select 'model', folder_name from {{ ref('lineage_edges') }}
    union select 'model', split_part(folder_name, '/', 1) from {{ ref('lineage_edges') }}
{%- endmacro %}
