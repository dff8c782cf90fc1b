{#- Whether the record that tells a fact is as Kith itself made it in the tool it is from. -#}
{% macro is_kiths_own(facts) -%}
    ({{ facts }}.source_id, {{ facts }}.fact_type_code, {{ facts }}.record_id) in (
        select destination_id, fact_type_code, record_id from {{ ref('own_records') }}
    )
{%- endmacro %}
