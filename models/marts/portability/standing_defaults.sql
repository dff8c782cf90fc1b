-- One row per source, organization and kind of record that may now be used by default.
{{ config(materialized='ephemeral') }}
with default_grants as (
    select * from {{ ref('source_default_grants') }}
    where is_granted
        and starts_at <= {{ right_now() }}
        and (ends_at is null or ends_at > {{ right_now() }})
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

kinds as (
    select
        default_grants.source_id,
        default_grants.records_of_id,
        default_grants.organization_id,
        authored_types.authored_type_code,
        {{ is_among("'organizing'", 'default_grants.purposes') }} as is_to_organize,
        {{ is_among("'onward'", 'default_grants.purposes') }} as is_to_pass_on
    from default_grants
    cross join authored_types
    where coalesce(default_grants.authored_types, '') = ''
        or {{ is_among('authored_types.authored_type_code', 'default_grants.authored_types') }}
)

-- What another has by default, it has from whom the records are of, and no more than they.
select kinds.*
from kinds
left join kinds as held
    on kinds.source_id = held.source_id
    and kinds.authored_type_code = held.authored_type_code
    and held.organization_id = held.records_of_id
where kinds.organization_id = kinds.records_of_id
    or held.is_to_pass_on and (held.is_to_organize or not kinds.is_to_organize)
