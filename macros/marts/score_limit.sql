{#- The value of a limit in seeds/registry/score_limits.csv. -#}
{% macro score_limit(limit_id) -%}
    (select limit_value from {{ ref('score_limits') }} where limit_id = '{{ limit_id }}')
{%- endmacro %}
