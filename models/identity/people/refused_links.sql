-- One row per two person records that something links and that are not linked, with the reason.
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
    case
        when candidate_links.rule_against_id is not null then candidate_links.rule_against_id
        when candidate_links.is_accepted then 'conflict_in_component'
        else 'too_weak'
    end as reason_code,
    one.component_key = other.component_key as is_same_component
from candidate_links
inner join one on candidate_links.left_record_key = one.record_key
inner join other on candidate_links.right_record_key = other.record_key
where candidate_links.weight > 0 and one.cluster_key <> other.cluster_key
