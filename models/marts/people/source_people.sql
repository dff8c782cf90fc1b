-- One row per source and kind of record that tells of people, or of whom not to contact.
with people as (
    select * from {{ ref('all_people') }}
),

consents as (
    select * from {{ ref('all_consents') }}
),

told as (
    select source_id, record_type, count(*) as person_record_count, 0 as consent_count
    from people
    group by source_id, record_type
    union all
    select source_id, record_type, 0, count(*)
    from consents
    group by source_id, record_type
)

select
    source_id,
    record_type,
    {{ total('person_record_count') }} as person_record_count,
    {{ total('consent_count') }} as consent_count
from told
group by source_id, record_type
