{#- The key of a person record: source_id/record_type/record_id. -#}
{% macro record_key_of(source_id='source_id', record_type='record_type', record_id='record_id') -%}
    {{ source_id }} || '/' || {{ record_type }} || '/' || {{ record_id }}
{%- endmacro %}
