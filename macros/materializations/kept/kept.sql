{#-
    A table that is kept from run to run: rows are made again only for touched keys, and the result
    is what making all of them anew would give. Config:
    key: the column by which rows hang together: a key's rows need only that key's input rows.
    within: the inputs that are read for touched keys alone, each with its column for the key, or the
      three columns that name a person record.
    touched_by: the kept inputs whose changes touch keys. A change announces keys; where they are
      not this model's, {table: [columns]} says where to look this model's up.
    announces: the column whose values in changed rows are announced; the key unless said.
    switches: small models whose contents, when they differ, have everything made anew, as seeds do.
    ignored: columns that say when a row was made, which make no difference between two rows.
    keeps_ended: whether rows that hold no longer go to the table beside it (see keep_ended); then
      also a table made anew keeps its rows that are as they were, with what `ignored` says of them.
    Everything is made anew where code, seeds or limits differ from last time, where an input was
    made anew or a change of it was missed, and with --full-refresh (see next_stamp).
-#}
{% materialization kept, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set stamp, narrowed = kith.next_stamp(sql), kith.within_touched(sql) -%}
    {%- if stamp.base -%}
        {%- do run_query(kith.touched_keys(stamp.changed) ~ ';' ~ kith.rows_made_again(narrowed)) -%}
        {%- call statement('kept') -%} {{ kith.exchange_changed_rows() }} {%- endcall -%}
    {%- elif config.get('keeps_ended') and kith.has_same_columns(sql) -%}
        {%- do run_query('create temp table kith_made on commit drop as ' ~ sql ~ '; analyze kith_made') -%}
        {%- call statement('kept') -%} {{ kith.exchange_changed_rows(is_whole=true) }} {%- endcall -%}
    {%- else -%}
        {%- call statement('main') -%} create table {{ intermediate }} as {{ sql }} {%- endcall -%}
        {%- do kith.replace_relation(load_cached_relation(this), intermediate, target_relation) -%}
        {%- do persist_docs(target_relation, model) -%}
        {%- if config.get('keeps_ended') -%}{%- do run_query(kith.keep_ended()) -%}{%- endif -%}
    {%- endif -%}
    {%- call statement('main') -%} {{ kith.announce_changes(stamp) }} {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
