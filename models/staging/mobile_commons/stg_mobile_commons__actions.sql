-- One row per call a Mobile Commons profile made to a target and was put through.
with calls as (
    {{ latest_records(source('mobile_commons', 'calls')) }}
),

renamed as (
    select
        {{ envelope('calls') }},
        coalesce({{ json_text('profile', 'id') }}, {{ json_text('profile', '@id') }})
            as person_record_id,
        'profiles' as person_record_type, 'mconnect' as action_type_raw,
        {{ json_text('mconnect', 'name') }} as action_name,
        coalesce({{ json_text('mconnect', 'id') }}, {{ json_text('mconnect', '@id') }}) as page_id,
        connection_source as attribution_raw,
        {{ instant('start_time', "'UTC'") }} as acted_at, start_time as acted_at_raw
    from calls
    where {{ whole_number('duration') }} > 0
),

known as (
    select * from renamed where person_record_id is not null
)

{{ conform(
    'mobile_commons', 'actions', from='known',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['acted_at'],
) }}
