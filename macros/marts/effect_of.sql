{#- What of a fact (facts: its CTE) is sent together with others: the kind, and whose, how and when. -#}
{% macro effect_of(facts) -%}
    case
        when fact_type_code = 'new_person' then jsonb_build_array('person', person_id)
        when fact_type_code = 'sign_up'
            then {{ kith.sign_up_effect(facts) }}
        when not is_grouped then jsonb_build_array('fact', fact_key)
        when is_of_number then jsonb_build_array('number', person_id, local_date, channel_code, phone_e164)
        when fact_type_code in ('contact_attempt', 'survey_answer')
            then jsonb_build_array('contact', person_id, local_date, channel_code, source_id, effort_id)
        when fact_type_code = 'do_not_contact' then jsonb_build_array('refusal', person_id, local_date, channel_code)
        when fact_type_code = 'activist_code' then jsonb_build_array('codes', person_id, local_date)
        else jsonb_build_array('details', person_id, local_date)
    end
{%- endmacro %}
