{#- The provenance that envelope() gave a row, handed on by a later CTE: same_record('rows'). -#}
{% macro same_record(rows) -%}
    {%- for column in [
        'source_id', 'record_type', 'record_id', 'is_record_id_minted', 'received_at', 'loaded_at',
        'method', 'file_id', 'file_row',
    ] -%}
    {{ rows }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
