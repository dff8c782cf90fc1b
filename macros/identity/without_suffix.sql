{#- A last name without Jr, Sr, II, III or IV at its end. -#}
{% macro without_suffix(column) -%}
    regexp_replace({{ column }}, '[ ,]+(jr|junior|sr|senior|ii|iii|iv|2nd|3rd|4th)[.]?$', '', 'i')
{%- endmacro %}
