{#- A whole name as it is spoken: Silva, Ana is Ana Silva; Ana Silva, Jr stays. -#}
{% macro whole_name(column) -%}
    regexp_replace({{ kith.clean_name(column) }}, '(?i)^([^,]+), *(?! *(?:jr|junior|sr|senior|ii|iii|iv|2nd|3rd|4th)[.]?$)([^,]+)$', '\2 \1')
{%- endmacro %}
