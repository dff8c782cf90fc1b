{#-
    Where each node ends after so many contraction rounds: node, label. The last round's few steps
    are followed first, so that what is joined shrinks as the graph did.
-#}
{% macro component_labels(rounds) -%}
    select numbered.node, coalesce(ended.label, numbered.node) as label from kith_nodes as numbered left join (
    {%- for round in range(rounds) -%}
        select step.node, coalesce(later.label, step.next_node) as label from kith_steps_{{ round }} as step left join (
    {%- endfor -%}
    select cast(null as bigint) as node, cast(null as bigint) as label where false
    {%- for round in range(rounds) -%}
        ) as later on later.node = step.next_node
    {%- endfor -%}
    ) as ended on ended.node = numbered.node
{%- endmacro %}
