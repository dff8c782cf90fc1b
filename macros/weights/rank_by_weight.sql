{#-
    The place of a source, 1 first: its rank in the registry, imported as sources, or after all who
    have one a step of weight each; what was never judged comes last.
-#}
{% macro rank_by_weight(trust_rank, weight_share) -%}
    {%- set steps = kith.limit_of('weight_limits', 'weight_steps') -%}
    coalesce({{ trust_rank }}, cast(
        (select coalesce(max(trust_rank), 0) from sources) + 1
        + {{ steps }} - round(coalesce({{ weight_share }}, 0) * {{ steps }}) as integer
    ))
{%- endmacro %}
