{#- The shapes at least one tool fills, in the order of vars.shapes. -#}
{% macro filled_shapes() -%}
    {%- set filled = [] -%}
    {%- for shape in var('shapes') if shape in (var('tools').values() | sum(start=[])) -%}
        {%- do filled.append(shape) -%}
    {%- endfor -%}
    {{ return(filled) }}
{%- endmacro %}
