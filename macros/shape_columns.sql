{#- The columns of a shape with their types, in order: provenance first, then what it says. -#}
{% macro shape_columns(shape) -%}
    {%- set columns = {} -%}
    {%- do columns.update(var('provenance')) -%}
    {%- do columns.update(var('shapes')[shape]) -%}
    {{ return(columns) }}
{%- endmacro %}
