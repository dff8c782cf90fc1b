-- One row per authored record and organization that may not use it, with since when.
with uses as (
    select * from {{ ref('uses_without_default') }}
),

scopes as (
    select * from {{ ref('granted_scopes') }}
    where is_to_organize and starts_at <= {{ right_now() }}
),

kinds as (
    select
        uses.source_id, uses.record_type, uses.record_id, uses.records_of_id, uses.organization_id,
        greatest(
            uses.default_over_at,
            max(scopes.over_at) filter (where scopes.over_at <= {{ right_now() }})
        ) as withdrawn_at
    from uses
    left join scopes
        on uses.author_person_id = scopes.person_id
        and uses.records_of_id = scopes.records_of_id
        and uses.organization_id = scopes.organization_id
        and uses.authored_type_code = scopes.authored_type_code
    group by
        uses.source_id, uses.record_type, uses.record_id, uses.authored_type_code,
        uses.author_person_id, uses.records_of_id, uses.organization_id, uses.default_over_at
    -- One grant that stands is enough, however many are over.
    having
        not coalesce(bool_or(
            coalesce(scopes.over_at > {{ right_now() }}, true)
            and (uses.is_passed_on_by_default or not scopes.is_on_default)
        ) filter (where scopes.grant_id is not null), false)
)

-- A record that is work of two kinds is withdrawn with the first of them.
select
    source_id,
    record_type,
    record_id,
    organization_id,
    records_of_id,
    organization_id = records_of_id as is_holder,
    min(withdrawn_at) as withdrawn_at
from kinds
group by source_id, record_type, record_id, organization_id, records_of_id
