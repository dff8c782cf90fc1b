-- One row per question that leaders ask, source and record type that its answer is made of.
with people as (
    select * from {{ ref('source_people') }}
),

programs as (
    select * from {{ ref('source_programs') }}
),

sources as (
    select * from {{ ref('sources') }}
),

fed as (
    select
        cast('people' as text) as concern_id, source_id, record_type,
        person_record_count as record_count
    from people
    where person_record_count > 0
    union all
    select 'stops', source_id, record_type, consent_count
    from people
    where consent_count > 0
    union all
    select 'journeys', source_id, record_type, {{ total('interaction_count') }}
    from programs
    group by source_id, record_type
    union all
    select program_code, source_id, record_type, interaction_count
    from programs
)

select
    fed.concern_id,
    fed.source_id,
    sources.tool,
    fed.record_type,
    fed.record_count,
    cast(round(
        cast(fed.record_count as numeric) / sum(fed.record_count) over same_concern, 6
    ) as numeric(7, 6)) as fed_share
from fed
inner join sources on fed.source_id = sources.source_id
window same_concern as (partition by fed.concern_id)
