{#- Where each node ends after so many contraction rounds: node, label. -#}
{% macro component_labels(rounds) -%}
    {%- for round in range(rounds) -%}
        select earlier.node, coalesce(step.next_node, earlier.label) as label from (
    {%- endfor -%}
    select node, node as label from kith_nodes
    {%- for round in range(rounds) -%}
        ) as earlier left join kith_steps_{{ round }} as step on step.node = earlier.label
    {%- endfor -%}
{%- endmacro %}
