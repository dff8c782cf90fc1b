{#-
    Whom a table of Mobilize's SQL mirror names, for stacked(): their details in the columns of a
    prefix, such as user__. created_date: the column that says when they were first seen.
-#}
{% macro mobilize_user(user_id, prefix='', created_date='cast(null as text)') -%}
    {{ return({
        'user_id': user_id, 'given_name': prefix ~ 'given_name',
        'family_name': prefix ~ 'family_name', 'email_raw': prefix ~ 'email_address',
        'phone_e164_raw': prefix ~ 'phone_number', 'postal_code_raw': prefix ~ 'postal_code',
        'created_at': kith.instant(created_date),
        'modified_at': kith.instant(prefix ~ 'modified_date'),
    }) }}
{%- endmacro %}
