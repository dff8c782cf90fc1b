-- Each tie a tool tells between two people we know is in member_ties, and each that says who
-- brought whom counts in recruitments, once.
with relationships as (
    select * from {{ ref('all_relationships') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

ties as (
    select * from {{ ref('member_ties') }}
),

recruitments as (
    select * from {{ ref('recruitments') }}
),

told as (
    select
        relationships.source_id, relationships.record_type, relationships.record_id,
        record_persons.person_id, related_records.person_id as related_person_id
    from relationships
    inner join record_persons
        on relationships.source_id = record_persons.source_id
        and relationships.person_record_type = record_persons.record_type
        and relationships.person_record_id = record_persons.record_id
    inner join record_persons as related_records
        on relationships.source_id = related_records.source_id
        and relationships.related_record_type = related_records.record_type
        and relationships.related_record_id = related_records.record_id
    where record_persons.person_id <> related_records.person_id
),

brought as (
    select person_id, related_person_id, count(*) as tie_count
    from ties
    where is_recruitment
    group by person_id, related_person_id
)

select told.person_id, told.related_person_id, 'tie' as lost
from told
left join ties
    on told.source_id = ties.source_id
    and told.record_type = ties.record_type
    and told.record_id = ties.record_id
    and told.person_id = ties.person_id
    and told.related_person_id = ties.related_person_id
where ties.record_id is null
union all
select
    coalesce(brought.person_id, recruitments.person_id),
    coalesce(brought.related_person_id, recruitments.recruiter_person_id),
    'recruitment'
from brought
full join recruitments
    on brought.person_id = recruitments.person_id
    and brought.related_person_id = recruitments.recruiter_person_id
where brought.tie_count is distinct from recruitments.tie_count
