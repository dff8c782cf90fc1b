-- One row per Mobile Commons profile that says whether it may be texted.
with profiles as (
    {{ latest_records(source('mobile_commons', 'profiles')) }}
),

-- Nobody says when a subscriber came back, so a date of opting out counts whatever the status says.
renamed as (
    select
        {{ envelope('profiles') }}, 'profiles' as person_record_type, id as person_record_id,
        'sms' as channel_raw,
        case when {{ clean_text('opted_out_at') }} is not null then 'opted_out_at' else status end
            as status_raw,
        {{ phone_e164('phone_number') }} as contact_point, phone_number as contact_point_raw,
        {{ instant('opted_out_at', "'UTC'") }} as decided_at, opted_out_at as decided_at_raw
    from profiles
    where coalesce({{ clean_text('opted_out_at') }}, {{ clean_text('status') }}) is not null
)

{{ conform(
    'mobile_commons', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point', 'decided_at'],
) }}
