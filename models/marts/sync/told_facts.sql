-- One row per thing a tool tells that may be passed on to another.
{{ config(materialized='ephemeral') }}
select * from {{ ref('synced_contacts') }}
union all
select * from {{ ref('synced_answers') }}
union all
select * from {{ ref('synced_tags') }}
union all
select * from {{ ref('synced_sign_ups') }}
union all
select * from {{ ref('synced_people') }}
union all
select * from {{ ref('synced_contact_points') }}
union all
select * from {{ ref('synced_refusals') }}
