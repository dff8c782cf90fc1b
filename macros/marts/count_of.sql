{#- How many interactions of a type are in the group. -#}
{% macro count_of(interaction_type) -%}
    count(*) filter (where interaction_type_code = '{{ interaction_type }}')
{%- endmacro %}
