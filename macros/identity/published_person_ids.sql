{#-
    Each record's person id in the ledger as it stands, before this run; nothing where there is none.
    By name and not by ref(): the ledger itself waits for what is found out from this.
-#}
{% macro published_person_ids() -%}
    {%- set ledger = load_relation(this.incorporate(path={'identifier': 'person_id_history'})) if execute -%}
    {%- if ledger -%}
        select distinct on (record_key) record_key, person_id
        from {{ ledger }} {{ kith.where_unpublished() }} order by record_key, run_number desc
    {%- else -%}
        select cast(null as text) as record_key, cast(null as text) as person_id where false
    {%- endif -%}
{%- endmacro %}
