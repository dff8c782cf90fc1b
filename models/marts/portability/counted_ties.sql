-- One row per two people and kind of tie: the record that counts for who brought whom.
{{ config(materialized='ephemeral') }}
with told as (
    select * from {{ ref('told_authored') }}
    where is_once_a_pair
),

authors as (
    select * from {{ ref('record_persons') }}
),

subjects as (
    select * from {{ ref('record_persons') }}
)

select distinct on (authors.person_id, subjects.person_id, told.authored_type_code)
    told.source_id,
    told.record_type,
    told.record_id,
    told.authored_type_code
from told
inner join authors
    on told.source_id = authors.source_id
    and told.author_record_type = authors.record_type
    and told.author_record_id = authors.record_id
inner join subjects
    on told.source_id = subjects.source_id
    and told.subject_record_type = subjects.record_type
    and told.subject_record_id = subjects.record_id
order by
    authors.person_id, subjects.person_id, told.authored_type_code, told.occurred_at nulls last,
    told.source_id, told.record_type, told.record_id
