-- One row per person record and thing it says of which a person has only one.
{{ config(
    materialized='kept', key='record_key',
    touched_by={
        'record_versions': {},
        'firewall_sides': {'person_records': ['organization_id']},
        'latest_decisions': {},
    },
    switches=['doubted_ids'],
    within={
        'person_records': 'record_key',
        'all_identifiers': ['source_id', 'person_record_type', 'person_record_id'],
    },
    indexes=[{'columns': ['record_key']}],
) }}
with records as (
    select * from {{ ref('person_records') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

sides as (
    select * from {{ ref('firewall_sides') }}
),

doubted_ids as (
    select * from {{ ref('doubted_ids') }}
),

decisions as (
    select * from {{ ref('latest_decisions') }}
),

claims as (
    select records.record_key, claim.claim_type, claim.claim_key
    from records
    left join sides on records.organization_id = sides.organization_id
    cross join {{ labelled([
        ['birth_date_claim', birth_date_claim_key('records.birth_date')],
        ['name_suffix_claim', 'md5(records.name_suffix_key)'],
        ['firewall_claim', 'sides.side_name'],
    ]) }} as claim (claim_type, claim_key)
    where claim.claim_key is not null
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
        -- A number that is handed on, or of nobody knows where, is no proof of two people.
        and coalesce(identifiers.identifier_scope, 'unknown:') not like 'unknown:%'
        and (identifiers.source_id, identifiers.person_record_type)
        not in (select doubted_ids.source_id, doubted_ids.record_type from doubted_ids)
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
