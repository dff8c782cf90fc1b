{#- One round of contract_components: where each node steps to, and the edges that remain. -#}
{% macro contraction_round(round) -%}
    {%- set factor, offset = 1103515245 + 268435399 * round, 7919 * (round + 1) -%}
    drop table if exists kith_steps_{{ round }}, kith_edges_{{ round + 1 }};
    create temp table kith_steps_{{ round }} on commit drop as
        select a as node, least(
            min(((b * {{ factor }} + {{ offset }}) % 2147483647 << 31) | b), ((a * {{ factor }} + {{ offset }}) % 2147483647 << 31) | a
        ) & 2147483647 as next_node
        from (select a, b from kith_edges_{{ round }} union all select b, a from kith_edges_{{ round }}) as seen group by a;
    analyze kith_steps_{{ round }};
    create temp table kith_edges_{{ round + 1 }} on commit drop as
        select distinct least(one.next_node, other.next_node) as a, greatest(one.next_node, other.next_node) as b
        from kith_edges_{{ round }} as edge inner join kith_steps_{{ round }} as one on one.node = edge.a
        inner join kith_steps_{{ round }} as other on other.node = edge.b where one.next_node <> other.next_node;
{%- endmacro %}
