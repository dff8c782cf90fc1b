{#-
    All tools' rows of one shape, column by named column. vars.tools says who can tell it;
    a shape nobody fills yet is empty, not an error.
-#}
{% macro every_tool(shape) -%}
    {%- set columns = kith.shape_columns(shape) -%}
    {%- for tool, shapes in var('tools').items() if shape in shapes %}
    select {{ columns.keys() | join(', ') }} from {{ ref('stg_' ~ tool ~ '__' ~ shape) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select {% for column, type in columns.items() -%}
        cast(null as {{ type }}) as {{ column }}{{ '' if loop.last else ', ' }}
    {%- endfor %}
    where false
    {%- endfor %}
{%- endmacro %}
