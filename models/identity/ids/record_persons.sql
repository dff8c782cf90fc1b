-- One row per person record, with the person it belongs to.
{{ config(
    materialized='kept', key='record_key',
    touched_by={'person_records': {}, 'person_id_history': {}},
    within={'person_records': 'record_key', 'person_id_history': 'record_key'},
    indexes=[{'columns': ['record_key']}, {'columns': ['person_id']}],
) }}
with records as (
    select * from {{ ref('person_records') }}
),

history as (
    select * from {{ ref('person_id_history') }}
),

newest as (
    select distinct on (record_key) record_key, person_id
    from history
    order by record_key, run_number desc
)

select
    records.source_id,
    records.record_type,
    records.record_id,
    records.record_key,
    newest.person_id
from records
inner join newest on records.record_key = newest.record_key
