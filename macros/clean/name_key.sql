{#-
    A name as names are compared: accents folded, lower case, letters only. Letters without a plain
    Latin form (Cyrillic, Arabic, Chinese) stay, so no name becomes empty.
-#}
{% macro name_key(column) -%}
    {%- set folded = "translate(lower(regexp_replace(normalize(" ~ column ~ ", nfkd), '[\\u0300-\\u036F]', '', 'g')), 'ĐđŁłØøÐðıŒœÆæẞßÞþ', 'ddlloodiooaassþþ')" -%}
    nullif(regexp_replace({{ folded }}, '[\u0001-\u0060\u007B-\u00BF\u2000-\u206F\u3000\uFEFF]', '', 'g'), '')
{%- endmacro %}
