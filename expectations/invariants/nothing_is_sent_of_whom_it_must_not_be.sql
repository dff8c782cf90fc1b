-- What is to be sent is of nobody who said no to it or died, crosses no firewall, goes to a current
-- record of that very destination, and was taken back by nobody.
with facts as (
    select * from {{ ref('sync_facts') }}
    where disposition_code in ('send', 'waiting')
),

suppressions as (
    select * from {{ ref('person_suppressions') }}
),

stops as (
    select * from {{ ref('contact_point_suppressions') }}
),

targets as (
    select * from {{ ref('sync_targets') }}
    where is_current
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

grants as (
    select * from {{ ref('firewall_grants') }}
),

withdrawn as (
    select * from {{ ref('withdrawn_records') }}
),

sides as (
    select
        sources.source_id, sources.organization_id,
        organizations.is_coordinated, organizations.is_independent
    from sources
    inner join organizations on sources.organization_id = organizations.organization_id
    left join grants
        on organizations.organization_id = grants.organization_id
        and current_timestamp >= grants.granted_at
        and current_timestamp < coalesce(grants.expires_at, 'infinity')
    where grants.organization_id is null
        and organizations.is_coordinated <> organizations.is_independent
)

select facts.destination_id, facts.fact_key, 'suppressed' as reason_code
from facts
inner join suppressions
    on facts.person_id = suppressions.person_id
    and suppressions.channel_code in ('all', facts.channel_code, case facts.fact_type_code
        when 'email' then 'email' when 'phone' then 'phone'
    end)
where facts.fact_type_code <> 'do_not_contact'
union all
select facts.destination_id, facts.fact_key, 'stopped'
from facts
inner join stops on facts.email = stops.contact_point
where facts.fact_type_code in ('email', 'new_person')
union all
select facts.destination_id, facts.fact_key, 'stopped'
from facts
inner join stops on facts.phone_e164 = stops.contact_point
where facts.fact_type_code in ('phone', 'new_person')
union all
select facts.destination_id, facts.fact_key, 'firewalled'
from facts
inner join sides on facts.source_id = sides.source_id
inner join sides as other_sides on facts.destination_id = other_sides.source_id
where sides.is_coordinated <> other_sides.is_coordinated
union all
select facts.destination_id, facts.fact_key, 'nobodys_record'
from facts
left join targets
    on facts.destination_id = targets.destination_id
    and facts.person_id = targets.person_id
    and facts.target_record_id = targets.target_record_id
where facts.fact_type_code <> 'new_person' and targets.person_id is null
union all
select facts.destination_id, facts.fact_key, 'not_new'
from facts
inner join targets
    on facts.destination_id = targets.destination_id and facts.person_id = targets.person_id
where facts.fact_type_code = 'new_person'
union all
select facts.destination_id, facts.fact_key, 'withdrawn'
from facts
inner join sources on facts.destination_id = sources.source_id
inner join withdrawn
    on facts.source_id = withdrawn.source_id
    and facts.record_type = withdrawn.record_type
    and facts.record_id = withdrawn.record_id
    and (withdrawn.is_holder or withdrawn.organization_id = sources.organization_id)
