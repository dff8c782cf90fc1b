-- One row per email, phone or id that person records give, with whose it seems to be.
with mentions as (
    select * from {{ ref('record_contact_points') }}
),

records as (
    select * from {{ ref('person_records') }}
),

role_mailboxes as (
    select * from {{ ref('role_mailboxes') }}
),

counted as (
    select
        mentions.value_key,
        mentions.contact_point_type,
        mentions.contact_point,
        count(*) as record_count,
        count(distinct records.first_group_key)
        filter (where length(records.first_name_key) > 1) as first_name_count
    from mentions
    inner join records on mentions.record_key = records.record_key
    group by mentions.value_key, mentions.contact_point_type, mentions.contact_point
),

profiled as (
    select
        counted.*,
        case
            when counted.contact_point_type = 'email'
                and {{ is_placeholder('email', 'counted.contact_point') }}
                then 'placeholder'
            when counted.contact_point_type = 'phone'
                and {{ is_placeholder('phone', 'counted.contact_point') }}
                then 'placeholder'
            when counted.contact_point_type = 'email' and role_mailboxes.mailbox_name is not null
                then 'role_mailbox'
            when counted.record_count > {{ identity_limit('crowd_records') }} then 'crowd'
            when counted.first_name_count > {{ identity_limit('crowd_first_names') }} then 'crowd'
            when counted.contact_point_type = 'unscoped_id' then 'unscoped'
            when counted.contact_point_type not in ('email', 'phone') then 'identifier'
            when counted.first_name_count > 1 then 'household'
            else 'personal'
        end as profile_code
    from counted
    left join role_mailboxes
        on split_part(counted.contact_point, '@', 1) = role_mailboxes.mailbox_name
)

select
    value_key,
    contact_point_type,
    profile_code,
    profile_code in ('personal', 'household', 'identifier', 'unscoped') as is_evidence,
    record_count,
    first_name_count
from profiled
