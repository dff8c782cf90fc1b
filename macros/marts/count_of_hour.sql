{#- How many interactions of a type are in the group, of the hour itself or of the one compared with it. -#}
{% macro count_of_hour(interaction_type, when='not is_compared') -%}
    count(*) filter (where interaction_type_code = '{{ interaction_type }}' and {{ when }})
{%- endmacro %}
