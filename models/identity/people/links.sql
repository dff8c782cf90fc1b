-- One row per two person records that are linked directly.
{{ config(materialized='view') }}
with candidate_links as (
    select * from {{ ref('candidate_links') }}
),

one as (
    select * from {{ ref('components') }}
),

other as (
    select * from {{ ref('components') }}
)

select
    candidate_links.left_record_key,
    candidate_links.right_record_key,
    candidate_links.weight,
    candidate_links.is_binding
from candidate_links
inner join one on candidate_links.left_record_key = one.record_key
inner join other on candidate_links.right_record_key = other.record_key
where candidate_links.is_accepted and one.cluster_key = other.cluster_key
