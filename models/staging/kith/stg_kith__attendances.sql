-- One row per sign-up, showing up or not showing up in an exchange by the standard.
with told as (
    {{ exchanged(['sign_up', 'attendance', 'no_show']) }}
),

-- Each is a record of its own. Who did not come had signed up: that sign-up is not told twice.
paired as (
    select
        told.*,
        event_id is not null and bool_or(interaction_type = 'no_show') over (
            partition by source_id, person_record_id, event_id
        ) as is_missed
    from told
),

renamed as (
    select
        paired.*, {{ type_if('events', 'event_id') }} as event_record_type,
        event_id as event_record_id, program_word as event_type_raw,
        coalesce(case when interaction_type <> 'attendance' then result_raw end, interaction_type)
            as status_raw,
        case interaction_type when 'sign_up' then {{ instant('happened_at_raw') }} end
            as signed_up_at,
        case when interaction_type <> 'sign_up' then {{ instant('happened_at_raw') }} end
            as starts_at
    from paired
    where not (interaction_type = 'sign_up' and is_missed)
)

{{ conform(
    'kith', 'attendances', from='renamed',
    lacks=['shift_record_id', 'role_raw', 'is_attended', 'ends_at', 'attribution_raw'],
) }}
