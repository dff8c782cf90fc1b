-- One row per thing that several person records have, with whose it seems to be.
{{ config(
    materialized='kept', key='judged_key', indexes=[{'columns': ['judged_key']}],
    touched_by={'match_keys': {}}, within={'match_keys': 'judged_key'},
) }}
with counted as (
    select * from {{ ref('value_counts') }}
),

role_mailboxes as (
    select * from {{ ref('role_mailboxes') }}
),

profiled as materialized (
    select
        counted.judged_key,
        counted.key_type,
        counted.record_count,
        case
            when counted.key_type = 'vendor_merge' then 'merge'
            when counted.key_type = 'email'
                and {{ is_placeholder('email', 'counted.contact_point') }}
                then 'placeholder'
            when counted.key_type = 'phone'
                and {{ is_placeholder('phone', 'counted.contact_point') }}
                then 'placeholder'
            when counted.key_type in ('identifier', 'unscoped_id')
                and {{ is_placeholder('identifier', 'counted.bare_id') }}
                then 'placeholder'
            when counted.key_type = 'unscoped_id' and not counted.is_vague then 'other_scope'
            when role_mailboxes.mailbox_name is not null then 'role_mailbox'
            when counted.place_count > {{ limit_of('identity_limits', 'rare_name_postal_codes') }}
                or counted.home_count > {{ limit_of('identity_limits', 'rare_name_homes') }}
                then 'common_name'
            when counted.is_detail
                and counted.record_count > {{ limit_of('identity_limits', 'block_records') }}
                then 'crowd'
            when counted.is_detail then 'detail'
            when counted.record_count > {{ limit_of('identity_limits', 'crowd_records') }}
                then 'crowd'
            when counted.first_name_count > {{ limit_of('identity_limits', 'crowd_first_names') }}
                then 'crowd'
            when counted.key_type = 'unscoped_id' then 'unscoped'
            when counted.key_type = 'identifier' then 'identifier'
            when counted.first_name_count > 1 then 'household'
            else 'personal'
        end as profile_code
    from counted
    left join role_mailboxes
        on counted.key_type = 'email'
        and role_mailboxes.mailbox_name = split_part(counted.contact_point, '@', 1)
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
