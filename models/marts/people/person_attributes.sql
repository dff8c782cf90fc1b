-- One row per person and detail we hold of them: which record's word counts, and why.
with people as (
    select * from {{ ref('all_people') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

sources as (
    select * from {{ ref('sources') }}
),

-- A name is one detail and so is an address: parts of two records never make up a third.
said as (
    {{ each_attribute_of('people') }}
),

candidates as (
    select
        said.*,
        record_persons.person_id,
        sources.trust_rank,
        row_number() over same_detail as place,
        count(*) over (
            partition by record_persons.person_id, said.attribute_code
        ) as candidate_count,
        min(sources.trust_rank) over (
            partition by record_persons.person_id, said.attribute_code
        ) <> max(sources.trust_rank) over (
            partition by record_persons.person_id, said.attribute_code
        ) as is_trust_decisive
    from said
    inner join record_persons
        on said.source_id = record_persons.source_id
        and said.record_type = record_persons.record_type
        and said.record_id = record_persons.record_id
    inner join sources on said.source_id = sources.source_id
    window same_detail as (
        partition by record_persons.person_id, said.attribute_code
        order by
            sources.trust_rank, said.known_at desc, said.source_id, said.record_type,
            said.record_id
    )
)

select
    person_id,
    attribute_code,
    source_id,
    tool,
    record_type,
    record_id,
    case
        when candidate_count = 1 then 'only_one'
        when is_trust_decisive then 'most_trusted'
        else 'newest'
    end as won_because_code,
    candidate_count,
    known_at
from candidates
where place = 1
