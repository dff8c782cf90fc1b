{#- Joins a row to its tool's word in a vocabulary; case and outer white space don't matter. -#}
{% macro means(vocabulary, rows, word) -%}
    {{ vocabulary }}.tool = {{ rows }}.tool
    and {{ vocabulary }}.word = lower(trim({{ rows }}.{{ word }}))
{%- endmacro %}
