-- One row per email and phone that counts of somebody, as a fact to be passed on.
{{ config(materialized='ephemeral') }}
with attributes as (
    select * from {{ ref('person_attributes') }}
    where is_counted and {{ is_synced_still('known_at') }}
)

{{ synced(
    'email', rows='attributes', at='known_at', when="attribute_code = 'email'",
    person=['record_type', 'record_id'], contact_point='claimed_value', told_raw='claimed_value',
) }}
union all
{{ synced(
    'phone', rows='attributes', at='known_at', when="attribute_code = 'phone'",
    person=['record_type', 'record_id'], contact_point='claimed_value', told_raw='claimed_value',
) }}
