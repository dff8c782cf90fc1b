{#- Whether any row of the group has one of these codes; a group without rows has none. -#}
{% macro is_any_of(column, codes) -%}
    coalesce(bool_or({{ column }} in ('{{ codes | join("', '") }}')), false)
{%- endmacro %}
