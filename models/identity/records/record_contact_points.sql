-- One row per person record and email, phone, id or merge it has, in the form they are compared in.
{{ config(materialized='ephemeral') }}
with people as (
    select * from {{ ref('all_people') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

accounts as (
    select * from {{ ref('sources') }}
),

vendor_merges as (
    select * from {{ ref('all_merges') }}
),

ids as (
    select
        {{ record_key_of('identifiers.source_id', 'person_record_type', 'person_record_id') }}
            as record_key,
        identifiers.identifier_type,
        identifiers.identifier_value,
        nullif(
            coalesce(accounts.tool || ':' || accounts.source_id, identifiers.identifier_scope),
            identifier_types.vague_scope
        ) as identifier_scope,
        coalesce(identifier_types.is_linking, true) as is_linking
    from identifiers
    left join identifier_types on identifiers.identifier_type = identifier_types.identifier_type
    left join accounts
        on identifiers.identifier_scope = accounts.tool || ':committee:' || accounts.account_id
    where identifier_types.is_comparable is not false
),

told_ids as (
    select
        record_key,
        case identifier_type when 'email' then {{ email_key('identifier_value') }} end as email,
        case identifier_type when 'phone' then identifier_value end as phone_e164,
        case when is_linking
                then identifier_type || '|' || identifier_scope || '|' || identifier_value
        end as scoped_id,
        case
            when identifier_type not in ('email', 'phone') and length(identifier_value) >= 6
                then identifier_value
        end as unscoped_id,
        coalesce(identifier_scope, 'unknown:') like 'unknown:%' as is_vague
    from ids
),

merged as (
    select vendor_merges.*, part.merged_record_id
    from vendor_merges
    cross join {{ labelled([['kept', 'kept_record_id'], ['removed', 'removed_record_id']]) }}
        as part (part_name, merged_record_id)
),

given as (
    select {{ record_key_of() }} as record_key, contact.*, false as is_vague
    from people
    cross join
        {{ labelled([['email', email_key('email')], ['phone', 'phone_e164']]) }}
            as contact (match_type, contact_point)
    union all
    select told_ids.record_key, contact.*, told_ids.is_vague
    from told_ids
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone_e164'],
        ['identifier', 'scoped_id'], ['unscoped_id', 'unscoped_id'],
    ]) }} as contact (match_type, contact_point)
    union all
    select
        {{ record_key_of('source_id', 'merged_record_type', 'merged_record_id') }},
        'vendor_merge',
        {{ record_key_of() }},
        false
    from merged
)

select record_key, match_type, contact_point, bool_or(is_vague) as is_vague
from given
where record_key is not null and contact_point is not null
group by record_key, match_type, contact_point
