{#-
    Splits the components that hold two claims of which a person has only one. Their links are gone
    through again, strongest first, and those that would bring such claims together are left out;
    binding links (a steward's) always hold. Links that are the strongest at both their ends are
    handled at once, which gives the same as one by one.
-#}
{% macro split_conflicts(rounds, claims) -%}
    create temp table kith_members on commit drop as
        select node, label as component, label as cluster from ({{ kith.component_labels(rounds) }}) as labels;
    analyze kith_members;
    {{ kith.conflicted_components(claims) }}
    do $split$ begin
        while exists (select from kith_conflict_links) loop
            {{ kith.strongest_links() }}
            {{ kith.leave_out_rivals() }}
            {{ kith.join_clusters() }}
        end loop;
    end $split$;
    update kith_members set cluster = parted.cluster from kith_parts as parted where parted.node = kith_members.node;
{%- endmacro %}
