{#-
    An id for somebody a tool knows by email address alone, else by phone number alone: a hash of it,
    null where it has neither. A record's id is told where a contact point may not be.
-#}
{% macro minted_contact_id(email, phone='null') -%}
    'minted:' || md5(coalesce({{ kith.email(email) }}, {{ kith.phone_e164(phone) }}))
{%- endmacro %}
