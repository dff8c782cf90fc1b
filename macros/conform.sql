{#-
    Ends every staging model: exactly the columns of the shape, in order and type.
    tool: the tool's name. shape: one of the shapes in vars. from: the CTE to conform.
    lacks: the shape's columns, or groups of them, the tool can't tell; they become typed nulls.
    checked: columns whose <column>_raw is in the CTE; those that were sent but came out null are
    named in rejected_columns, and so in marts.quality_exceptions.
-#}
{% macro conform(tool, shape, from, lacks=[], checked=[]) -%}
{%- set lacked = kith.lacked_columns(shape, lacks) -%}
select
    '{{ tool }}' as tool,
    {%- for column, type in kith.shape_columns(shape).items() if column not in ['tool', 'rejected_columns'] %}
    cast({{ 'null' if column in lacked else column }} as {{ type }}) as {{ column }},
    {%- endfor %}
    {{ kith.names_of_rejected(checked) }} as rejected_columns
-- The offset keeps a checked column from being worked out twice: once to say it, once to check it.
from (select * from {{ from }} offset 0) as {{ from }}
{%- endmacro %}
