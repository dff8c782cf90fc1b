{#-
    Gives each record its connected component and, within it, its cluster. The model's query is the
    links: left_key, right_key, weight, is_binding. Config: `nodes`, the model with every record_key;
    `exclusive_claims`, the model whose claim_type a cluster may hold only one claim_key of.
    Cost is near linear; see contract_components and split_conflicts for how.
-#}
{% materialization connected_components, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- do run_query(kith.number_nodes(ref(config.require('nodes')), sql)) -%}
    {%- set rounds = kith.contract_components() -%}
    {%- do run_query(kith.split_conflicts(rounds, ref(config.require('exclusive_claims')))) -%}
    {%- call statement('main') -%}
        create table {{ intermediate }} as {{ kith.named_components() }}
    {%- endcall -%}
    {%- do kith.replace_relation(load_cached_relation(this), intermediate, target_relation) -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
