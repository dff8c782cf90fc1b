{#- So many counts of nothing, with a comma between. -#}
{% macro zeros(count) -%}
    {{ (['cast(0 as bigint)'] * count) | join(', ') }}
{%- endmacro %}
