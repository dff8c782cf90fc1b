-- One row that says when the newest export that told something was made.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
)

select max(exported_at) as known_at
from loads
