{#- A quartile of a column in the group, to the hundredth. -#}
{% macro quartile_of(column, quartile) -%}
    cast(percentile_cont({{ quartile * 0.25 }}) within group (order by {{ column }}) as numeric(3, 2))
{%- endmacro %}
