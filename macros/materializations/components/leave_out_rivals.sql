{#- Of the strongest links, leaves out those that would join rival claims; binding ones hold. -#}
{% macro leave_out_rivals() -%}
    with held as (
        select parted.cluster, claim_type, claim_key from kith_claims inner join kith_parts as parted using (node)
        where parted.cluster in (select a from kith_strongest union all select b from kith_strongest)
    ), rivals as (
        select link.place from kith_strongest as link
        inner join held as one on link.a = one.cluster
        inner join held as other on link.b = other.cluster and one.claim_type = other.claim_type
        group by link.place, one.claim_type having not bool_or(one.claim_key = other.claim_key)
    ) delete from kith_strongest where not is_binding and place in (select place from rivals);
{%- endmacro %}
