-- One row per grant and kind of record, for as long as it and all that it rests on hold.
{{ config(materialized='ephemeral') }}
with recursive grants as (
    select * from {{ ref('explicit_grants') }}
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

kinds as (
    select
        grants.*,
        authored_types.authored_type_code,
        {{ is_among("'organizing'", 'grants.purposes') }} as is_to_organize,
        {{ is_among("'onward'", 'grants.purposes') }} as is_to_pass_on,
        least(grants.ends_at, grants.revoked_at) as over_at
    from grants
    cross join authored_types
    where grants.authored_types = ''
        or {{ is_among('authored_types.authored_type_code', 'grants.authored_types') }}
),

passed_on as (
    select
        grant_id, person_id, records_of_id, organization_id, authored_type_code,
        is_to_organize, is_to_pass_on, is_onward as is_on_default, starts_at, over_at
    from kinds
    where parent_grant_id is null
    union all
    select
        kinds.grant_id, passed_on.person_id, passed_on.records_of_id, kinds.organization_id,
        passed_on.authored_type_code,
        passed_on.is_to_organize and kinds.is_to_organize,
        passed_on.is_to_pass_on and kinds.is_to_pass_on,
        passed_on.is_on_default,
        greatest(passed_on.starts_at, kinds.starts_at),
        least(passed_on.over_at, kinds.over_at)
    from passed_on
    inner join kinds
        on passed_on.grant_id = kinds.parent_grant_id
        and passed_on.authored_type_code = kinds.authored_type_code
    where passed_on.is_to_pass_on
)

select * from passed_on
