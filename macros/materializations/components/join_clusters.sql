{#- Joins the clusters that the strongest links connect, and renames the ends of the links left. -#}
{% macro join_clusters() -%}
    update kith_parts set cluster = link.a from kith_strongest as link where kith_parts.cluster = link.b;
    update kith_conflict_links set a = link.a from kith_strongest as link where kith_conflict_links.a = link.b;
    update kith_conflict_links set b = link.a from kith_strongest as link where kith_conflict_links.b = link.b;
    delete from kith_conflict_links where a = b;
{%- endmacro %}
