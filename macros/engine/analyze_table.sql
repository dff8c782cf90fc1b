{#- Tells the planner what a new table holds; without it the next join is planned blindly. -#}
{% macro analyze_table() -%}
    {{ adapter.dispatch('analyze_table', 'kith')() }}
{%- endmacro %}

{% macro default__analyze_table() -%}
{%- endmacro %}

{% macro postgres__analyze_table() -%}
    analyze {{ this }}
{%- endmacro %}
