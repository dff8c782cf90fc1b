-- One row per link in a Mobile Commons text that a profile followed.
with clicks as (
    {{ latest_records(source('mobile_commons', 'clicks')) }}
),

renamed as (
    select
        {{ envelope('clicks') }}, 'profiles' as person_record_type,
        profile_id as person_record_id, 'sms' as channel_raw, 'click' as activity_raw,
        {{ clean_text("split_part(clicked_url, '?', 1)") }} as page_url,
        {{ instant('created_at', "'UTC'") }} as happened_at, created_at as happened_at_raw
    from clicks
    where {{ clean_text('profile_id') }} is not null
)

{{ conform(
    'mobile_commons', 'message_events', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'message_record_type', 'message_record_id',
        'effort_id', 'effort_name',
    ],
    checked=['happened_at'],
) }}
