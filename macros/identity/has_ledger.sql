{#- Whether the ledger being built is there already (in a unit test: whether it is given). -#}
{% macro has_ledger() -%}
    {{ return(is_incremental() or (execute and load_cached_relation(this) is not none)) }}
{%- endmacro %}
