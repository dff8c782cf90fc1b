{#- Whether so much is known of somebody new that a destination takes them, and finds them again. -#}
{% macro is_known_enough(facts) -%}
    ({{ facts }}.email is not null or (
        not {{ facts }}.is_email_needed and {{ facts }}.first_name is not null and {{ facts }}.last_name is not null
        and ({{ facts }}.phone_e164 is not null or ({{ facts }}.postal_code is not null and {{ facts }}.birth_date is not null))
    ))
{%- endmacro %}
