{#- A raw row's provenance under its canon names: who carried it, where it stands in which file. -#}
{% macro envelope(record_type) -%}
    _source_id as source_id,
    '{{ record_type }}' as record_type,
    _record_id as record_id,
    _is_record_id_minted as is_record_id_minted,
    _extracted_at as received_at,
    _loaded_at as loaded_at,
    _method as method,
    _file_id as file_id,
    _row as file_row
{%- endmacro %}
