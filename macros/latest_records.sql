{#- The newest version of each record of a raw table. Newer is a later export, not a later arrival. -#}
{% macro latest_records(relation) -%}
    {{ adapter.dispatch('latest_records', 'kith')(relation) }}
{%- endmacro %}

{% macro default__latest_records(relation) -%}
    with versions as not materialized (
        select * from {{ relation }}
    )
    select versions.*
    from versions
    where not exists (
        select 1
        from versions as newer
        where newer._source_id = versions._source_id
            and newer._record_id = versions._record_id
            and (newer._extracted_at, newer._record_hash, newer._load_id, newer._row)
            > (versions._extracted_at, versions._record_hash, versions._load_id, versions._row)
    )
{%- endmacro %}
