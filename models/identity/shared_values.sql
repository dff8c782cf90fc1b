-- One row per thing that several person records have, with whose it seems to be.
{{ config(
    materialized='kept', key='judged_key', indexes=[{'columns': ['judged_key']}],
    touched_by={'match_keys': {}}, within={'match_keys': 'judged_key'},
) }}
with match_keys as (
    select * from {{ ref('match_keys') }}
),

holders as (
    select * from {{ ref('match_keys') }}
),

role_mailboxes as (
    select * from {{ ref('role_mailboxes') }}
),

counted as (
    select
        judged_key,
        match_type as key_type,
        min(contact_point) as contact_point,
        split_part(min(contact_point), '@', 1) as mailbox_name,
        lower(regexp_replace(min(contact_point), '^.*[|]', '')) as id_value,
        count(*) as record_count,
        match_type in ('birth_date', 'address', 'postal_code') as is_detail,
        bool_or(is_vague) as is_vague,
        count(*) > {{ identity_limit('block_records') }} as is_crowded,
        coalesce(min(first_group_key) <> max(first_group_key), false) as is_shared_by_names
    from match_keys
    group by judged_key, match_type
    having count(*) > 1
),

many as (
    select
        holders.judged_key,
        count(distinct holders.first_group_key) as first_name_count,
        count(distinct holders.value_key) as place_count
    from holders
    inner join counted on holders.judged_key = counted.judged_key
    where counted.key_type = 'postal_code'
        or counted.record_count > {{ identity_limit('crowd_first_names') }}
    group by holders.judged_key
),

profiled as materialized (
    select
        counted.*,
        case
            when counted.key_type = 'vendor_merge' then 'merge'
            when counted.key_type = 'email' and {{ is_placeholder('email', 'contact_point') }}
                then 'placeholder'
            when counted.key_type = 'phone' and {{ is_placeholder('phone', 'contact_point') }}
                then 'placeholder'
            when counted.key_type in ('identifier', 'unscoped_id')
                and {{ is_placeholder('identifier', 'id_value') }} then 'placeholder'
            when counted.key_type = 'unscoped_id' and not counted.is_vague then 'other_scope'
            when role_mailboxes.mailbox_name is not null then 'role_mailbox'
            when many.place_count > {{ identity_limit('rare_name_postal_codes') }}
                then 'common_name'
            when counted.is_detail and not counted.is_crowded then 'detail'
            when counted.is_detail then 'crowd'
            when counted.record_count > {{ identity_limit('crowd_records') }} then 'crowd'
            when many.first_name_count > {{ identity_limit('crowd_first_names') }} then 'crowd'
            when counted.key_type = 'unscoped_id' then 'unscoped'
            when counted.key_type = 'identifier' then 'identifier'
            when counted.is_shared_by_names then 'household'
            else 'personal'
        end as profile_code
    from counted
    left join role_mailboxes on counted.mailbox_name = role_mailboxes.mailbox_name
    left join many on counted.judged_key = many.judged_key
)

select
    judged_key,
    key_type,
    profile_code,
    profile_code in ('personal', 'household', 'identifier', 'unscoped', 'detail', 'merge')
        as is_evidence,
    case
        when key_type in ('email', 'phone') then profile_code || '_' || key_type else key_type
    end as match_type,
    record_count
from profiled
