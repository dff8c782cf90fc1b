-- One row per authored record and organization that has no use of it by default, with since when.
{{ config(materialized='ephemeral') }}
with uses as (
    select * from {{ ref('doubted_uses') }}
),

defaults as (
    select * from {{ ref('standing_defaults') }}
    where is_to_organize
),

refusals as (
    select * from {{ ref('default_refusals') }}
),

ended as (
    select source_id, organization_id, max(ends_at) as ended_at
    from {{ ref('source_default_grants') }}
    where is_granted and ends_at <= {{ right_now() }}
    group by source_id, organization_id
)

select
    uses.*,
    holders.source_id is not null and refused_holders.person_id is null as is_passed_on_by_default,
    least(refusals.revoked_at, refused_holders.revoked_at, ended.ended_at) as default_over_at
from uses
left join defaults
    on uses.source_id = defaults.source_id
    and uses.organization_id = defaults.organization_id
    and uses.authored_type_code = defaults.authored_type_code
left join defaults as holders
    on uses.source_id = holders.source_id
    and uses.records_of_id = holders.organization_id
    and uses.authored_type_code = holders.authored_type_code
    and holders.is_to_pass_on
left join refusals
    on uses.author_person_id = refusals.person_id
    and uses.records_of_id = refusals.records_of_id
    and uses.organization_id = refusals.organization_id
left join refusals as refused_holders
    on uses.author_person_id = refused_holders.person_id
    and uses.records_of_id = refused_holders.records_of_id
    and uses.records_of_id = refused_holders.organization_id
left join ended
    on uses.source_id = ended.source_id
    and uses.organization_id = ended.organization_id
where defaults.source_id is null or refusals.person_id is not null
