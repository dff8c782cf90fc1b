{#-
    The columns in which a vendor's match file says whom it was asked about: alike in all of them is
    the same person. A sender's id alone may be a row's number, somebody else's in the next file.
-#}
{% macro who_was_sent(vendor) -%}
    {{ return({
        'catalist': [
            'sent_matchbackid', 'sent_statefileid', 'sent_first_name', 'sent_last_name',
            'sent_addr1', 'sent_zip', 'sent_dob', 'sent_phone', 'sent_email',
        ],
        'target_smart': [
            'matchback_id', 'vanid', 'full_name', 'first_name', 'last_name', 'address1', 'zip',
            'dob', 'phone', 'email',
        ],
    }[vendor]) }}
{%- endmacro %}
