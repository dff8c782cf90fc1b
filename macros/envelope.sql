{#-
    A raw row's provenance under its canon names: who carried it, where it stands in which file.
    of: the CTE the row is in, where several are joined.
-#}
{% macro envelope(record_type, of='') -%}
    {%- set row = of ~ '.' if of else '' -%}
    {{ row }}_source_id as source_id,
    '{{ record_type }}' as record_type,
    {{ row }}_record_id as record_id,
    {{ row }}_is_record_id_minted as is_record_id_minted,
    {{ row }}_extracted_at as received_at,
    {{ row }}_loaded_at as loaded_at,
    {{ row }}_method as method,
    {{ row }}_file_id as file_id,
    {{ row }}_row as file_row
{%- endmacro %}
