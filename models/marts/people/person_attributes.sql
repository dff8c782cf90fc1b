-- One row per person, detail and record that has a word on it: whether it counts, and why.
with withdrawn as (
    select * from {{ ref('withdrawn_details') }}
),

people as (
    select * from {{ ref('all_people') }}
    where (source_id, record_type, record_id) not in (select withdrawn.* from withdrawn)
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

source_ranks as (
    select * from {{ ref('source_ranks') }}
),

record_type_ranks as (
    select * from {{ ref('record_type_ranks') }}
),

-- A name is one detail and so is an address: parts of two records never make up a third.
said as (
    {{ each_attribute_of('people') }}
),

ranked as (
    select
        said.*,
        record_persons.person_id,
        source_ranks.trust_rank,
        coalesce(record_type_ranks.source_rank, source_ranks.source_rank) as source_rank,
        coalesce(record_type_ranks.weight_share, source_ranks.weight_share) as weight_share
    from said
    inner join record_persons
        on said.source_id = record_persons.source_id
        and said.record_type = record_persons.record_type
        and said.record_id = record_persons.record_id
    inner join source_ranks on said.source_id = source_ranks.source_id
    left join record_type_ranks
        on said.source_id = record_type_ranks.source_id
        and said.record_type = record_type_ranks.record_type
),

candidates as (
    select
        ranked.*,
        row_number() over same_detail as place,
        first_value(trust_rank) over same_detail as best_trust_rank,
        first_value(source_rank) over same_detail as best_source_rank,
        first_value(known_at) over same_detail as best_known_at,
        lead(trust_rank) over same_detail as next_trust_rank,
        lead(source_rank) over same_detail as next_source_rank,
        lead(known_at) over same_detail as next_known_at,
        count(*) over (partition by person_id, attribute_code) as candidate_count
    from ranked
    window same_detail as (
        partition by person_id, attribute_code
        order by
            trust_rank nulls last, source_rank, known_at desc, source_id, record_type, record_id
    )
)

select
    person_id, attribute_code, source_id, tool, record_type, record_id,
    claimed_value,
    known_at,
    source_rank,
    weight_share,
    place = 1 as is_counted,
    case
        when candidate_count = 1 then 'only_one'
        when place = 1 and (trust_rank is distinct from next_trust_rank) then 'most_trusted'
        when place = 1 and source_rank <> next_source_rank then 'weightiest'
        when place = 1 and known_at > next_known_at then 'newest'
        when place = 1 then 'first_listed'
        when (trust_rank is distinct from best_trust_rank) then 'less_trusted'
        when source_rank <> best_source_rank then 'outweighed'
        when known_at < best_known_at then 'older'
        else 'listed_later'
    end as ranked_because_code,
    cast(place as integer) as claim_rank,
    candidate_count
from candidates
