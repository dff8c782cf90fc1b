{#- The columns that `lacks` names, one by one or by a group of vars.groups; a typo is an error. -#}
{% macro lacked_columns(shape, lacks) -%}
    {%- set columns = [] -%}
    {%- for name in lacks -%}
        {%- do columns.extend(var('groups').get(name, [name])) -%}
    {%- endfor -%}
    {%- for column in columns if column not in kith.shape_columns(shape) -%}
        {{ exceptions.raise_compiler_error('conform(): ' ~ shape ~ ' has no column ' ~ column) }}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
