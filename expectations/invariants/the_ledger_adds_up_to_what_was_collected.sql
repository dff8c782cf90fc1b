-- What volunteers' ledgers hold of calls, messages, answers, forms and deeds is what the timeline
-- says they collected from others: the same records, each under the same person. Events held are
-- theirs too, and the months add up to the ledger.
with interactions as (
    select * from {{ ref('interactions') }}
),

interaction_types as (
    select * from {{ ref('interaction_types') }}
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

volunteer_ledger as (
    select * from {{ ref('volunteer_ledger') }}
),

months as (
    select * from {{ ref('volunteer_months') }}
),

on_both as (
    select authored_types.*
    from authored_types
    inner join interaction_types
        on authored_types.told_code = interaction_types.interaction_type_code
),

collected as (
    select
        interactions.source_id, interactions.record_type, interactions.record_id,
        on_both.authored_type_code, interactions.collected_by_person_id as person_id
    from interactions
    inner join on_both on interactions.interaction_type_code = on_both.told_code
    where on_both.authored_type_code <> 'event'
        and interactions.collected_by_person_id <> interactions.person_id
),

held as (
    select
        interactions.source_id, interactions.record_type, interactions.record_id,
        interactions.person_id
    from interactions
    where interactions.interaction_type_code = 'hosting'
),

ledger as (
    select volunteer_ledger.*
    from volunteer_ledger
    inner join on_both on volunteer_ledger.authored_type_code = on_both.authored_type_code
    where on_both.authored_type_code <> 'event' and volunteer_ledger.subject_person_id is not null
),

summed as (
    select person_id, sum(record_count) as record_count from months group by person_id
),

counted as (
    select person_id, count(*) as record_count
    from volunteer_ledger
    where month_date is not null
    group by person_id
)

select coalesce(collected.record_id, ledger.record_id) as record_id, 'collected' as differs
from collected
full join ledger
    on collected.source_id = ledger.source_id
    and collected.record_type = ledger.record_type
    and collected.record_id = ledger.record_id
    and collected.authored_type_code = ledger.authored_type_code
where collected.person_id is distinct from ledger.person_id
union all
select held.record_id, 'held'
from held
left join volunteer_ledger
    on held.source_id = volunteer_ledger.source_id
    and held.record_type = volunteer_ledger.record_type
    and held.record_id = volunteer_ledger.record_id
    and volunteer_ledger.authored_type_code = 'event'
where held.person_id is distinct from volunteer_ledger.person_id
union all
select coalesce(summed.person_id, counted.person_id), 'months'
from summed
full join counted on summed.person_id = counted.person_id
where summed.record_count is distinct from counted.record_count
