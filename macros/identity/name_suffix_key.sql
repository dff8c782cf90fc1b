{#- Jr, Sr, II, III or IV at the end of a text, as jr, sr, ii, iii or iv; null where there is none. -#}
{% macro name_suffix_key(column) -%}
    {%- set given = "substring(lower(" ~ column ~ ") from '(?:^|[ ,])(jr|junior|sr|senior|ii|iii|iv|2nd|3rd|4th)[.]?$')" -%}
    replace(replace(replace(replace(replace({{ given }}, 'junior', 'jr'), 'senior', 'sr'), '2nd', 'ii'), '3rd', 'iii'), '4th', 'iv')
{%- endmacro %}
