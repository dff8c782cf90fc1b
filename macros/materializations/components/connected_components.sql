{#-
    Gives each record its connected component and, within it, its cluster. The model's query is the
    links: left_key, right_key, weight, is_binding. Config: `nodes`, the model with every record_key;
    `exclusive_claims`, the model whose claim_type a cluster may hold only one claim_key of;
    `key`, which is record_key; `touched_by`, as a kept table has it: then only the components of
    touched records, old and new, are gone through again. Cost is near linear; see
    contract_components and split_conflicts for how.
-#}
{% materialization connected_components, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set stamp = kith.next_stamp(sql) -%}
    {%- if not config.get('touched_by') -%}{%- do stamp.update({'base': none}) -%}{%- endif -%}
    {%- if stamp.base -%}
        {%- do run_query(kith.touched_keys(stamp.changed) ~ ';' ~ kith.touched_members(sql)) -%}
    {%- endif -%}
    {%- do run_query(kith.number_nodes(kith.input_named(config.require('nodes')), sql, stamp.base)) -%}
    {%- set rounds = kith.contract_components() -%}
    {%- do run_query(kith.split_conflicts(rounds, kith.input_named(config.require('exclusive_claims')))) -%}
    {%- if stamp.base -%}
        {%- do run_query('create temp table kith_made on commit drop as ' ~ kith.named_components()) -%}
        {%- call statement('kept') -%} {{ kith.exchange_changed_rows() }} {%- endcall -%}
    {%- else -%}
        {%- do run_query('create table ' ~ intermediate ~ ' as ' ~ kith.named_components()) -%}
        {%- do kith.replace_relation(load_cached_relation(this), intermediate, target_relation) -%}
        {%- do persist_docs(target_relation, model) -%}
    {%- endif -%}
    {%- call statement('main') -%} {{ kith.announce_changes(stamp) }} {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
