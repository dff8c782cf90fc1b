{#- All of a whole name but its last word, to which Jr and the like belong. -#}
{% macro given_name(column) -%}
    substring({{ kith.whole_name(column) }} from '(?i)^(.*?)(?: [^ ]+(?: (?:jr|junior|sr|senior|ii|iii|iv|2nd|3rd|4th)[.]?)?)?$')
{%- endmacro %}
