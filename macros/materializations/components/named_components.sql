{#- Each record's component and cluster, named by their smallest record: not ids, only labels. -#}
{% macro named_components() -%}
    with members as (
        select numbered.record_key, member.component, member.cluster
        from kith_nodes as numbered inner join kith_members as member using (node)
    ), components as (
        select component, min(record_key collate "C") as component_key, count(*) as record_count from members group by component
    ), clusters as (select cluster, min(record_key collate "C") as cluster_key from members group by cluster)
    select record_key, component_key, cluster_key, cast(record_count as integer) as component_record_count
    from members inner join components using (component) inner join clusters using (cluster)
{%- endmacro %}
