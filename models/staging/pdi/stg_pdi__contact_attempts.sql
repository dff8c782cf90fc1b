-- One row per flag of a PDI All Flags export.
with trimmed as (
    {{ latest_of_same(source('pdi', 'all_flags'), [
        'trim(pdi_id)', 'flag_entry_date', 'user_name', 'flag_name', 'response_code',
        'response_description',
    ]) }}
),

renamed as (
    select
        {{ envelope('all_flags', record_id='same_id') }},
        {{ type_if('users', 'user_name') }} as collected_by_type,
        case when {{ clean_text('user_name') }} is not null then {{ minted_id(['user_name']) }} end
            as collected_by_id,
        'universe' as person_record_type, {{ clean_text('pdi_id') }} as person_record_id,
        flag_name as channel_raw,
        coalesce({{ clean_text('response_code') }}, {{ clean_text('response_description') }})
            as result_raw,
        {{ clean_text('mobile_project_assignment') }} as effort_name,
        {{ instant('flag_entry_date') }} as attempted_at, flag_entry_date as attempted_at_raw
    from trimmed
),

timed as (
    select *, attempted_at as collected_at from renamed
)

{{ conform(
    'pdi', 'contact_attempts', from='timed',
    lacks=['origin', 'contact_point', 'effort_id'], checked=['attempted_at'],
) }}
