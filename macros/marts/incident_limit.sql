{#- The value of a limit in seeds/registry/incident_limits.csv. -#}
{% macro incident_limit(limit_id) -%}
    (select limit_value from {{ ref('incident_limits') }} where limit_id = '{{ limit_id }}')
{%- endmacro %}
