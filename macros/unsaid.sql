{#- So many columns of a union's branch that its records can't tell. -#}
{% macro unsaid(count) -%}
    {{ (['null'] * count) | join(', ') }}
{%- endmacro %}
