-- One row per authored record and organization that may not use it by default alone.
{{ config(materialized='ephemeral') }}
-- Imported for each way it is asked: what is read thrice is read whole, and not by its indexes.
with defaulted as (
    select * from {{ ref('authored_records') }}
),

refused as (
    select * from {{ ref('authored_records') }}
),

granted as (
    select * from {{ ref('authored_records') }}
),

refusals as (
    select * from {{ ref('default_refusals') }}
),

scopes as (
    select distinct person_id, records_of_id, organization_id, authored_type_code
    from {{ ref('granted_scopes') }}
    where organization_id <> records_of_id and starts_at <= {{ right_now() }}
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

standing as (
    select * from {{ ref('standing_defaults') }}
    where is_to_organize
),

-- The holder has a use of all its sources hold; others, of what was once theirs by default.
uses as (
    select source_id, organization_id as records_of_id, organization_id from {{ ref('sources') }}
    union
    select source_id, records_of_id, organization_id from {{ ref('source_default_grants') }}
    where is_granted and starts_at <= {{ right_now() }}
),

-- Made first, since it is mostly empty, and no record need be read then.
closed as materialized (
    select uses.*, authored_types.authored_type_code
    from uses
    cross join authored_types
    left join standing
        on uses.source_id = standing.source_id
        and uses.organization_id = standing.organization_id
        and authored_types.authored_type_code = standing.authored_type_code
    where standing.source_id is null
)

select
    defaulted.source_id, defaulted.record_type, defaulted.record_id, defaulted.authored_type_code,
    defaulted.author_person_id, closed.records_of_id, closed.organization_id
from closed
inner join defaulted
    on closed.source_id = defaulted.source_id
    and closed.authored_type_code = defaulted.authored_type_code
union
select
    refused.source_id, refused.record_type, refused.record_id, refused.authored_type_code,
    refused.author_person_id, refusals.records_of_id, refusals.organization_id
from refusals
inner join refused
    on refusals.person_id = refused.author_person_id
    and refusals.records_of_id = refused.organization_id
union
select
    granted.source_id, granted.record_type, granted.record_id, granted.authored_type_code,
    granted.author_person_id, scopes.records_of_id, scopes.organization_id
from scopes
inner join granted
    on scopes.person_id = granted.author_person_id
    and scopes.records_of_id = granted.organization_id
    and scopes.authored_type_code = granted.authored_type_code
