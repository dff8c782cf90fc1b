{#- What split_conflicts works on: the claims, nodes and ranked links of components in conflict. -#}
{% macro conflicted_components(claims) -%}
    drop table if exists kith_claims, kith_parts, kith_conflict_links, kith_strongest;
    create temp table kith_claims on commit drop as
        select member.node, member.component, claim.claim_type, claim.claim_key from {{ claims }} as claim
        inner join kith_nodes as numbered using (record_key) inner join kith_members as member using (node);
    create temp table kith_parts on commit drop as
        select node, node as cluster from kith_members where component in (
            select component from kith_claims group by component, claim_type having min(claim_key) <> max(claim_key)
        );
    create temp table kith_conflict_links on commit drop as
        select a, b, is_binding, row_number() over (order by is_binding desc, weight desc, md5(left_key || ' ' || right_key)) as place
        from kith_links where a in (select node from kith_parts);
    create temp table kith_strongest (place bigint, a bigint, b bigint, is_binding boolean) on commit drop;
    delete from kith_claims where node not in (select node from kith_parts);
    analyze kith_parts; analyze kith_claims;
{%- endmacro %}
