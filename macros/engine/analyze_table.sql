{#-
    Tells the planner what a new table holds; without it the next join is planned blindly. A table
    that was kept is known already.
-#}
{% macro analyze_table() -%}
    {{ adapter.dispatch('analyze_table', 'kith')() }}
{%- endmacro %}

{% macro default__analyze_table() -%}
{%- endmacro %}

{% macro postgres__analyze_table() -%}
    {%- if not load_result('kept') -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
