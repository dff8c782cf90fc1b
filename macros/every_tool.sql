{#- All tools' rows of one shape, column by named column. vars.tools says who can tell it. -#}
{% macro every_tool(shape) -%}
    {%- set columns = kith.shape_columns(shape).keys() | join(', ') -%}
    {%- for tool, shapes in var('tools').items() if shape in shapes %}
    select {{ columns }} from {{ ref('stg_' ~ tool ~ '__' ~ shape) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
