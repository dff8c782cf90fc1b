{#-
    Each record's newest person id in the ledger, with the run that minted the id. Nothing where
    there is no ledger yet.
-#}
{% macro last_known_person_ids() -%}
    {%- if kith.has_ledger() -%}
        select distinct on (record_key) record_key, person_id,
            min(run_number) over (partition by person_id) as minted_in_run
        from {{ this }}
        order by record_key, run_number desc
    {%- else -%}
        select cast(null as text) as record_key, cast(null as text) as person_id, cast(null as integer) as minted_in_run
        where false
    {%- endif -%}
{%- endmacro %}
