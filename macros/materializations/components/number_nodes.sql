{#- Numbers the records, all or those touched, for the length of the transaction, and their links. -#}
{% macro number_nodes(nodes, links, is_partial) -%}
    {%- for table in ['nodes', 'links', 'edges_0', 'members'] %}
    drop table if exists kith_{{ table }};
    {%- endfor %}
    create temp table kith_nodes on commit drop as
        select record_key, row_number() over () as node from {{ nodes }}
        {% if is_partial -%} where record_key in (select key from kith_touched) {%- endif %};
    analyze kith_nodes;
    create temp table kith_links on commit drop as
        select one.node as a, other.node as b, linked.* from ({{ links }}) as linked
        inner join kith_nodes as one on one.record_key = linked.left_key
        inner join kith_nodes as other on other.record_key = linked.right_key
        where one.node <> other.node;
    create temp table kith_edges_0 on commit drop as select distinct a, b from kith_links;
    analyze kith_edges_0;
{%- endmacro %}
