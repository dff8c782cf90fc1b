-- One row per record of somebody and record of a destination of which a steward has to say whether
-- both are one person's.
{{ config(indexes=[{'columns': ['fact_count']}]) }}
with facts as (
    select * from {{ ref('sync_facts') }}
    where disposition_code in ('several_matches', 'doubtful_match')
),

routed_facts as (
    select * from {{ ref('routed_facts') }}
),

-- Of several records of one id there the surest.
match_pairs as (
    select distinct on (
        destination_id, source_id, person_record_type, person_record_id, target_record_id
    ) *
    from {{ ref('match_pairs') }}
    where is_current
    order by
        destination_id, source_id, person_record_type, person_record_id, target_record_id,
        confidence_share desc nulls last, other_record_type, other_record_id
),

stranger_links as (
    select * from {{ ref('stranger_links') }}
),

about as (
    select facts.*, routed_facts.person_record_type, routed_facts.person_record_id
    from facts
    inner join routed_facts
        on facts.destination_id = routed_facts.destination_id
        and facts.fact_key = routed_facts.fact_key
),

-- Of somebody new any of their records may be the one that is linked with one there.
hanging as (
    select
        about.*, match_pairs.source_id as one_source_id,
        match_pairs.person_record_type as one_record_type,
        match_pairs.person_record_id as one_record_id,
        match_pairs.other_record_type, match_pairs.other_record_id, match_pairs.confidence_share
    from about
    inner join match_pairs
        on about.destination_id = match_pairs.destination_id
        and about.source_id = match_pairs.source_id
        and about.person_record_type = match_pairs.person_record_type
        and about.person_record_id = match_pairs.person_record_id
    union all
    select
        about.*, stranger_links.source_id, stranger_links.person_record_type,
        stranger_links.person_record_id, stranger_links.other_record_type,
        stranger_links.other_record_id, stranger_links.confidence_share
    from about
    inner join stranger_links
        on about.destination_id = stranger_links.destination_id
        and about.person_id = stranger_links.person_id
    where about.fact_type_code = 'new_person'
)

-- By how much hangs on it: the most facts first. For example, the newest of them.
select
    destination_id, one_source_id, one_record_type, one_record_id, other_record_type,
    other_record_id,
    max(person_id) as person_id,
    max(disposition_code) as disposition_code,
    cast(max(confidence_share) as numeric(5, 4)) as match_confidence_share,
    count(distinct fact_key) as fact_count,
    max(target_count) as target_count,
    max(occurred_at) as last_at,
    (array_agg(source_id order by occurred_at desc, fact_key))[1] as source_id,
    (array_agg(tool order by occurred_at desc, fact_key))[1] as tool,
    (array_agg(record_type order by occurred_at desc, fact_key))[1] as record_type,
    (array_agg(record_id order by occurred_at desc, fact_key))[1] as record_id
from hanging
group by
    destination_id, one_source_id, one_record_type, one_record_id, other_record_type,
    other_record_id
