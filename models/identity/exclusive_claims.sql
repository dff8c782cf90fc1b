-- One row per person record and thing it says of which a person has only one.
with records as (
    select * from {{ ref('person_records') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

grants as (
    select * from {{ ref('firewall_grants') }}
),

decisions as (
    select * from {{ ref('latest_decisions') }}
),

claims as (
    -- Day and month in the other order are the same date told by somebody else.
    select
        record_key,
        'birth_date_claim' as claim_type,
        md5(concat_ws(
            '|',
            extract(year from birth_date),
            least(extract(month from birth_date), extract(day from birth_date)),
            greatest(extract(month from birth_date), extract(day from birth_date))
        )) as claim_key
    from records
    where birth_date is not null
    union
    select record_key, 'name_suffix_claim', md5(name_suffix_key)
    from records
    where name_suffix_key is not null
    union
    select
        {{ record_key_of('source_id', 'person_record_type', 'person_record_id') }},
        'identifier_claim:' || md5(concat_ws(
            '|', identifiers.identifier_type, identifiers.identifier_scope
        )),
        md5(identifiers.identifier_value)
    from identifiers
    inner join identifier_types on identifiers.identifier_type = identifier_types.identifier_type
    where identifier_types.is_exclusive and identifiers.identifier_value is not null
    union
    select
        records.record_key,
        'firewall_claim',
        case when organizations.is_coordinated then 'coordinated' else 'independent' end
    from records
    inner join organizations on records.organization_id = organizations.organization_id
    left join grants
        on records.organization_id = grants.organization_id
        and current_timestamp >= grants.granted_at
        and current_timestamp < coalesce(grants.expires_at, 'infinity')
    where organizations.is_coordinated <> organizations.is_independent
        and grants.organization_id is null
    union
    select
        decided.record_key,
        'steward_claim:' || md5(concat_ws(
            '|', decisions.left_record_key, decisions.right_record_key
        )),
        decided.part_name
    from decisions
    cross join
        {{ labelled([['left', 'left_record_key'], ['right', 'right_record_key']]) }}
            as decided (part_name, record_key)
    where decisions.decision_code = 'no'
)

select * from claims
