-- One row per question that leaders ask, source and record type that its answer is made of.
with people as (
    select * from {{ ref('all_people') }}
),

consents as (
    select * from {{ ref('all_consents') }}
),

interactions as (
    select * from {{ ref('interactions') }}
),

sources as (
    select * from {{ ref('sources') }}
),

fed as (
    select cast('people' as text) as concern_id, source_id, record_type, count(*) as record_count
    from people
    group by source_id, record_type
    union all
    select 'stops', source_id, record_type, count(*)
    from consents
    group by source_id, record_type
    union all
    select 'journeys', source_id, record_type, count(*)
    from interactions
    group by source_id, record_type
    union all
    select program_code, source_id, record_type, count(*)
    from interactions
    group by program_code, source_id, record_type
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
