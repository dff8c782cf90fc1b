-- One row per person new to a destination that may be somebody it has a record of already.
{{ config(materialized='ephemeral') }}
select distinct destination_id, person_id
from {{ ref('stranger_links') }}
