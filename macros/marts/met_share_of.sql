{#- The part that passes of a measure of the group; empty where not asked. -#}
{% macro met_share_of(measure) -%}
    max(met_share) filter (where measure_code = '{{ measure }}')
{%- endmacro %}
