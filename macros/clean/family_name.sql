{#- The last word of a whole name of several, with Jr and the like where they follow it. -#}
{% macro family_name(column) -%}
    substring({{ kith.whole_name(column) }} from '(?i) ([^ ]+(?: (?:jr|junior|sr|senior|ii|iii|iv|2nd|3rd|4th)[.]?)?)$')
{%- endmacro %}
