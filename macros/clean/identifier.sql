{#- An identifier in the form its type is compared in: addresses and numbers cleaned, ids trimmed. -#}
{% macro identifier(type, value) -%}
    case {{ type }}
        when 'email' then {{ kith.email(value) }}
        when 'phone' then {{ kith.phone_e164(value) }}
        else {{ kith.clean_text(value) }}
    end
{%- endmacro %}
