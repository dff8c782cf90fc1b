{#- A name as given, in composed characters (NFC), with white space folded. -#}
{% macro clean_name(column) -%}
    {{ kith.clean_text("regexp_replace(normalize(" ~ column ~ "), '[\\s\\u00A0\\u3000]+', ' ', 'g')") }}
{%- endmacro %}
