-- One row per organization, program and month in which it did or sought anything.
{{ config(materialized='ephemeral') }}
select organization_id, program_code, month_date from {{ ref('program_participations') }}
union distinct
select organization_id, program_code, month_date from {{ ref('program_universes') }}
