{#-
    A name as names are compared: accents folded, lower case, letters only. Letters without a plain
    Latin form (Cyrillic, Arabic, Chinese) stay, so no name becomes empty.
-#}
{% macro name_key(column) -%}
    {%- set plain = "replace(replace(" ~ column ~ ", 'ß', 'ss'), 'ẞ', 'SS')" -%}
    {%- set bare = "lower(regexp_replace(normalize(" ~ plain ~ ", nfkd), '[\\u0300-\\u036F]', '', 'g'))" -%}
    {%- set folded = "translate(" ~ bare ~ ", 'ĐđŁłØøÐðıŒœÆæ', 'ddlloodd' || 'iooaa')" -%}
    nullif(regexp_replace({{ folded }}, '[\u0001-\u0060\u007B-\u00BF\u2000-\u206F\u3000\uFEFF]', '', 'g'), '')
{%- endmacro %}
