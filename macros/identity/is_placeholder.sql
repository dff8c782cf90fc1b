{#- Whether a value is one people and forms put where there is none (seeds/vocabulary). -#}
{% macro is_placeholder(type, value) -%}
    coalesce(cast({{ value }} as text) ~ any (array(
        select pattern from {{ ref('placeholder_values') }} where contact_point_type = '{{ type }}'
    )), false)
{%- endmacro %}
