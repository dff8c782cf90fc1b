-- One row per person and somebody who recruited them, with the first record that says so.
with ties as (
    select * from {{ ref('member_ties') }}
    where is_recruitment
),

-- What a tool states goes before what follows from what it says, however early that was.
in_order as (
    select
        ties.*,
        count(*) over (partition by person_id, related_person_id) as tie_count,
        row_number() over (
            partition by person_id, related_person_id
            order by
                confidence_code = 'stated' desc, tied_at nulls last, source_id, record_type,
                record_id
        ) as place
    from ties
)

select
    person_id,
    related_person_id as recruiter_person_id,
    cast(row_number() over (
        partition by person_id
        order by
            confidence_code = 'stated' desc, tied_at nulls last, source_id, record_type, record_id
    ) as integer) as recruiter_rank,
    tied_at as recruited_at,
    relationship_code,
    confidence_code,
    tie_count,
    source_id,
    tool,
    record_type,
    record_id
from in_order
where place = 1
