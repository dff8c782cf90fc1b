{#- A cost for each of so many, in whole cents: null where there is no cost, or nothing it bought. -#}
{% macro cost_of_each(cents, count) -%}
    cast(round(cast({{ cents }} as numeric) / nullif({{ count }}, 0)) as bigint)
{%- endmacro %}
