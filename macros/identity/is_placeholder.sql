{#- Whether a value is one people and forms put where there is none (seeds/vocabulary). -#}
{% macro is_placeholder(type, value) -%}
    exists (
        select 1 from {{ ref('placeholder_values') }}
        where contact_point_type = '{{ type }}' and cast({{ value }} as text) ~ pattern
    )
{%- endmacro %}
