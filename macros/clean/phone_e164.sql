{#- A North American phone number as +1XXXXXXXXXX, null if it can't be one. -#}
{% macro phone_e164(column) -%}
    '+1' || substring(regexp_replace({{ column }}, '[^0-9]', '', 'g') from '^1?([2-9][0-9]{2}[2-9][0-9]{6})$')
{%- endmacro %}
