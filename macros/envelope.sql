{#-
    A raw row's provenance under its canon names: who carried it, where it stands in which file.
    record_id: the column that identifies what is described, where that isn't the raw record itself.
    rows: the CTE it is read from, where a join makes that unclear.
-#}
{% macro envelope(record_type, record_id='_record_id', rows='') -%}
    {%- set of = rows ~ '.' if rows else '' -%}
    {{ of }}_source_id as source_id,
    '{{ record_type }}' as record_type,
    {{ of }}{{ record_id }} as record_id,
    {{ of }}_is_record_id_minted as is_record_id_minted,
    {{ of }}_extracted_at as received_at,
    {{ of }}_loaded_at as loaded_at,
    {{ of }}_method as method,
    {{ of }}_file_id as file_id,
    {{ of }}_row as file_row
{%- endmacro %}
