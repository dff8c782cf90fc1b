-- One row per record of somebody, as a fact to be passed on where nobody knows them.
{{ config(materialized='ephemeral') }}
with withdrawn as (
    select * from {{ ref('withdrawn_details') }}
),

people as (
    select
        *,
        coalesce(created_at, received_at) as seen_at
    from {{ ref('all_people') }}
    where (source_id, record_type, record_id) not in (select withdrawn.* from withdrawn)
)

{{ synced(
    'new_person', rows='people', at='seen_at', person=['record_type', 'record_id'],
    origin_system='origin_system', when=is_synced_still('seen_at'),
) }}
