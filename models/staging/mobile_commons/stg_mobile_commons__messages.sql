-- One row per text a Mobile Commons profile was sent or wrote.
with written as (
    {{ stacked('mobile_commons', {
        'incoming_messages': {
            'direction_raw': "'incoming'", 'status_raw': 'null', 'sent_at_raw': 'received_at',
        },
        'outgoing_messages': {
            'direction_raw': "'outgoing'", 'status_raw': 'status', 'sent_at_raw': 'sent_at',
        },
    }, shared={
        'person_record_id': clean_text('profile'), 'contact_point_raw': 'phone_number',
        'effort_id': 'coalesce(' ~ json_text('campaign', 'id') ~ ', ' ~ json_text('campaign', '@id') ~ ')',
        'effort_name': json_text('campaign', 'name'),
    }) }}
),

renamed as (
    select
        written.*, 'sms' as channel_raw,
        {{ type_if('profiles', 'person_record_id') }} as person_record_type,
        {{ phone_e164('contact_point_raw') }} as contact_point,
        {{ instant('sent_at_raw', "'UTC'") }} as sent_at
    from written
)

{{ conform(
    'mobile_commons', 'messages', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point', 'sent_at'],
) }}
