{#-
    A table that is only ever added to and never made again, not even by --full-refresh: the query's
    rows are appended. Where the changes of its inputs since last time are known (`touched_by`, as a
    kept table has it), the query reads only touched records, which gives the same rows.
-#}
{% materialization ledger, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set stamp = kith.next_stamp(sql) -%}
    {%- if not load_cached_relation(this) -%}
        {%- call statement('main') -%} create table {{ target_relation }} as {{ sql }} {%- endcall -%}
        {%- do create_indexes(target_relation) -%}
        {%- do persist_docs(target_relation, model) -%}
    {%- else -%}
        {%- if stamp.base -%}
            {%- do run_query(kith.touched_keys(stamp.changed) ~ ';' ~ kith.touched_holders()) -%}
        {%- endif -%}
        {%- do run_query(kith.rows_to_append(sql, stamp.base)) -%}
        {%- call statement('main') -%} insert into {{ target_relation }} select * from kith_added {%- endcall -%}
        {%- do stamp.update({'base': kith.stamp_of(this).get('step')}) -%}
    {%- endif -%}
    {%- do run_query(kith.announce_changes(stamp)) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
