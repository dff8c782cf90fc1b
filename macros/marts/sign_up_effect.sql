{#- Which sign-ups of a source are one effect: whose, for which shift, and as what. facts: a CTE. -#}
{% macro sign_up_effect(facts) -%}
    jsonb_build_array(
        'sign_up', {{ facts }}.person_id, {{ facts }}.target_id, {{ facts }}.target_part_id, {{ facts }}.role_target_id,
        {{ facts }}.source_id, coalesce({{ facts }}.target_id, {{ facts }}.record_id)
    )
{%- endmacro %}
