{#- The links that are the strongest at both ends, without those that would join rival claims. -#}
{% macro strongest_links() -%}
    truncate kith_strongest;
    with ends as (
        select a as cluster, place from kith_conflict_links union all select b, place from kith_conflict_links
    ), best as (select cluster, min(place) as place from ends group by cluster)
    insert into kith_strongest select place, a, b, is_binding from kith_conflict_links as link
    where place = (select place from best where cluster = a) and place = (select place from best where cluster = b);
    delete from kith_conflict_links where place in (select place from kith_strongest);
    with held as (
        select parted.cluster, claim_type, claim_key from kith_claims inner join kith_parts as parted using (node)
        where parted.cluster in (select a from kith_strongest union all select b from kith_strongest)
    ) delete from kith_strongest as link where not is_binding and exists (
        select from held as one inner join held as other using (claim_type)
        where one.cluster = link.a and other.cluster = link.b group by claim_type having not bool_or(one.claim_key = other.claim_key)
    );
{%- endmacro %}
