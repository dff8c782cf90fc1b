{#-
    Whether the record that tells a fact is as Kith itself made it in the tool it is from, or the
    phone or email that it tells is one that Kith gave that tool.
-#}
{% macro is_kiths_own(facts) -%}
    (({{ facts }}.source_id, {{ facts }}.fact_type_code, {{ facts }}.record_id) in (
        select destination_id, fact_type_code, record_id from {{ ref('own_records') }}
    ) or coalesce(({{ facts }}.source_id, {{ facts }}.fact_type_code, {{ facts }}.person_id, {{ facts }}.contact_point) in (
        select destination_id, fact_type_code, person_id, contact_point from {{ ref('own_details') }}
    ), false))
{%- endmacro %}
