-- One row per fact and destination, in the destination's codes as far as they are reviewed.
{{ config(materialized='ephemeral') }}
with facts as (
    select * from {{ ref('routed_facts') }}
),

fact_types as (
    select * from {{ ref('sync_fact_types') }}
),

codes as (
    select * from {{ ref('route_codes') }}
),

outcomes as (
    select * from {{ ref('attendance_outcomes') }}
),

-- A word for one channel, shift or question counts before the word at large.
mapped as (
    select
        facts.*,
        fact_types.main_vocabulary_name,
        fact_types.is_channel_needed,
        coalesce(main_codes.target_id, wider_codes.target_id) as target_id,
        case
            when main_codes.target_id is null then wider_codes.target_part_id
            else main_codes.target_part_id
        end as target_part_id,
        channels.target_id as channel_target_id,
        efforts.target_id as effort_target_id,
        roles.target_id as role_target_id,
        lower(coalesce(roles.target_part_id, roles.target_id)) as shown_role,
        statuses.target_id as status_target_id,
        {{ is_over('outcomes') }} as is_over
    from facts
    inner join fact_types on facts.fact_type_code = fact_types.fact_type_code
    left join outcomes on facts.status_code = outcomes.status_code
    left join codes as main_codes
        on {{ stands_for('main_codes', 'fact_types.main_vocabulary_name', 'facts.word') }}
    left join codes as wider_codes
        on {{ stands_for('wider_codes', 'fact_types.main_vocabulary_name', 'facts.wider_word') }}
    left join codes as channels
        on {{ stands_for('channels', "'channels'", 'facts.channel_code') }}
    left join codes as efforts
        on {{ stands_for('efforts', "'efforts'", 'lower(facts.effort_id)') }}
    left join codes as roles
        on {{ stands_for('roles', "'attendance_roles'", 'facts.role_code') }}
    left join codes as statuses
        on {{ stands_for('statuses', "'attendance_statuses'", 'facts.status_code') }}
),

lacking as (
    select
        *,
        case
            when main_vocabulary_name is not null and target_id is null then main_vocabulary_name
            when is_channel_needed and channel_target_id is null then 'channels'
            when fact_type_code = 'sign_up' and status_target_id is null then 'attendance_statuses'
            when fact_type_code = 'sign_up' and role_target_id is null then 'attendance_roles'
        end as unmapped_vocabulary_name
    from mapped
)

select
    *,
    case unmapped_vocabulary_name
        when 'channels' then channel_code
        when 'attendance_statuses' then status_code
        when 'attendance_roles' then role_code
        when 'events' then coalesce(word, wider_word)
        when main_vocabulary_name then coalesce(wider_word, word)
    end as unmapped_word,
    case fact_type_code
        when 'contact_attempt' then concat_ws('|', channel_target_id, target_id)
        when 'survey_answer' then concat_ws('|', target_id, target_part_id)
        when 'activist_code' then target_id
        when 'sign_up' then concat_ws('|', target_id, status_target_id, shown_role)
        when 'do_not_contact' then channel_code
        else contact_point
    end as shown_word
from lacking
