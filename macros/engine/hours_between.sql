{#- The hours from one instant to another, with fractions; below 0 where that is earlier. -#}
{% macro hours_between(earlier, later) -%}
    cast(extract(epoch from {{ later }} - {{ earlier }}) / 3600 as numeric)
{%- endmacro %}
