-- One row per person record, with its connected component and its cluster.
{{ config(
    materialized='connected_components',
    nodes='person_records',
    exclusive_claims='proven_claims',
    switches=['unproven_claims'],
    key='record_key',
    touched_by={'person_records': {}, 'exclusive_claims': {}, 'candidate_links': {}},
    indexes=[{'columns': ['record_key']}],
) }}
-- depends_on: {{ ref('person_records') }}
-- depends_on: {{ ref('proven_claims') }}
with candidate_links as (
    select * from {{ ref('candidate_links') }}
)

select
    left_record_key as left_key,
    right_record_key as right_key,
    weight,
    is_binding
from candidate_links
where is_accepted
