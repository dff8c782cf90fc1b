{#- What of a fact is sent together with others: the kind of thing, and whose, how and when it was. -#}
{% macro effect_of() -%}
    case
        when fact_type_code = 'new_person' then jsonb_build_array('person', person_id)
        when fact_type_code = 'sign_up'
            then jsonb_build_array('sign_up', person_id, target_id, target_part_id, role_target_id, source_id, coalesce(target_id, record_id))
        when not is_grouped then jsonb_build_array('fact', fact_key)
        when is_of_number then jsonb_build_array('number', person_id, local_date, channel_code, phone_e164)
        when fact_type_code in ('contact_attempt', 'survey_answer')
            then jsonb_build_array('contact', person_id, local_date, channel_code, source_id, effort_id)
        when fact_type_code = 'do_not_contact' then jsonb_build_array('refusal', person_id, local_date, channel_code)
        when fact_type_code = 'activist_code' then jsonb_build_array('codes', person_id, local_date)
        else jsonb_build_array('details', person_id, local_date)
    end
{%- endmacro %}
