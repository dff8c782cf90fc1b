-- One row per person record and email, phone or id it gives, in the form they are compared in.
with people as (
    select * from {{ ref('all_people') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

given as (
    select
        {{ record_key_of() }} as record_key,
        'email' as contact_point_type,
        null as identifier_scope,
        {{ email_key('email') }} as contact_point
    from people
    union
    select {{ record_key_of() }}, 'phone', null, phone_e164
    from people
    union
    select
        {{ record_key_of('source_id', 'person_record_type', 'person_record_id') }},
        identifier_type,
        null,
        case identifier_type
            when 'email' then {{ email_key('identifier_value') }} else identifier_value
        end
    from identifiers
    where identifier_type in ('email', 'phone')
    union
    select
        {{ record_key_of('source_id', 'person_record_type', 'person_record_id') }},
        identifiers.identifier_type,
        identifiers.identifier_scope,
        identifiers.identifier_value
    from identifiers
    left join identifier_types on identifiers.identifier_type = identifier_types.identifier_type
    where identifiers.identifier_type not in ('email', 'phone')
        and identifiers.identifier_scope is not null
        and coalesce(identifier_types.is_linking, true)
    union
    -- Whoever typed an id into another tool rarely said of which system it was.
    select
        {{ record_key_of('source_id', 'person_record_type', 'person_record_id') }},
        'unscoped_id',
        null,
        identifier_value
    from identifiers
    where identifier_type not in ('email', 'phone') and length(identifier_value) >= 6
)

select
    given.*,
    md5(concat_ws('|', contact_point_type, identifier_scope, contact_point)) as value_key
from given
where record_key is not null and contact_point is not null
