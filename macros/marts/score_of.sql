{#- The part that passes of a measure of source_score_parts, imported as parts; empty where not asked. -#}
{% macro score_of(measure) -%}
    max(parts.met_share) filter (where parts.measure_code = '{{ measure }}')
{%- endmacro %}
