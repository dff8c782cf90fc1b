{#-
    Fails before the ledger of person ids takes more merges and splits than the limits allow and
    nobody approved. Runs inside the ledger's own transaction, so that no way of building passes by.
-#}
{% macro assert_change_is_allowed() -%}
    do $gate$ declare held record; begin
        select * into held from {{ ref('change_verdicts') }} where not is_allowed;
        if found then
            raise exception 'This build would merge % and split % of % people, which nobody approved. Look: ./kith identity diff',
                held.merged_count, held.split_count, held.person_count;
        end if;
    end $gate$
{%- endmacro %}
