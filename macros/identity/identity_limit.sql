{#- The value of a limit in seeds/registry/identity_limits.csv. -#}
{% macro identity_limit(limit_id) -%}
    (select limit_value from {{ ref('identity_limits') }} where limit_id = '{{ limit_id }}')
{%- endmacro %}
