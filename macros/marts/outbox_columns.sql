{#- The columns that every outbox has: whose fact it is, what becomes of it, and what it goes with. -#}
{% macro outbox_columns() -%}
    destination_id, fact_key, fact_type_code, source_id, tool, record_type, record_id, person_id,
    disposition_code, match_confidence_share, target_record_id, effect_key, local_date, occurred_at,
    is_approval_needed
{%- endmacro %}
