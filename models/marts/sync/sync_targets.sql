-- One row per record of a destination about somebody of whom there are facts to be passed on.
with facts as (
    select distinct destination_id, person_id
    from {{ ref('routed_facts') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

own_ids as (
    select * from {{ ref('destination_ids') }}
),

merged_targets as (
    select * from {{ ref('merged_targets') }}
),

statuses as (
    select * from {{ ref('all_record_statuses') }}
    where status_code in ('deleted', 'absent')
),

deleted_ids as (
    select distinct own_ids.destination_id, own_ids.target_record_id
    from statuses
    inner join own_ids
        on statuses.source_id = own_ids.destination_id
        and statuses.about_record_type = own_ids.record_type
        and statuses.about_record_id = own_ids.record_id
    where statuses.status_code = 'deleted'
),

absent as (
    select distinct source_id, about_record_type, about_record_id
    from statuses
    where status_code = 'absent'
),

found as (
    select
        facts.destination_id,
        facts.person_id,
        record_persons.record_type,
        record_persons.record_id,
        record_persons.record_key,
        coalesce(merged_targets.kept_id, own_ids.target_record_id) as target_record_id
    from facts
    inner join record_persons
        on facts.person_id = record_persons.person_id
        and facts.destination_id = record_persons.source_id
    inner join own_ids
        on facts.destination_id = own_ids.destination_id
        and record_persons.record_type = own_ids.record_type
        and record_persons.record_id = own_ids.record_id
    left join merged_targets
        on facts.destination_id = merged_targets.destination_id
        and own_ids.target_record_id = merged_targets.removed_id
)

-- Who was deleted there is so on every list; a line that a list no longer has says nothing more.
select
    found.*,
    deleted_ids.target_record_id is null and absent.about_record_id is null as is_current
from found
left join deleted_ids
    on found.destination_id = deleted_ids.destination_id
    and found.target_record_id = deleted_ids.target_record_id
left join absent
    on found.destination_id = absent.source_id
    and found.record_type = absent.about_record_type
    and found.record_id = absent.about_record_id
