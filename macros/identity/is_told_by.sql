{#- Whether a person record, by its key, is of a source and record type that these rows name. -#}
{% macro is_told_by(record_key, rows) -%}
    (split_part({{ record_key }}, '/', 1), split_part({{ record_key }}, '/', 2))
    in (select source_id, record_type from {{ rows }})
{%- endmacro %}
