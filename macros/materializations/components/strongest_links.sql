{#- The links that are the strongest at both ends, taken from those that are left. -#}
{% macro strongest_links() -%}
    truncate kith_strongest;
    with ends as (
        select a as cluster, place from kith_conflict_links union all select b, place from kith_conflict_links
    ), best as (select cluster, min(place) as place from ends group by cluster)
    insert into kith_strongest select link.place, link.a, link.b, link.is_binding from kith_conflict_links as link
    inner join best as one on link.a = one.cluster and link.place = one.place
    inner join best as other on link.b = other.cluster and link.place = other.place;
    delete from kith_conflict_links where place in (select place from kith_strongest);
{%- endmacro %}
