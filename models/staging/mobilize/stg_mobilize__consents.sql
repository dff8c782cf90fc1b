-- One row per user and organization with a decision on texting in Mobilize.
-- The web API says when the user last changed: the decision was that by then.
with decided as (
    {{ stacked('mobilize', {
        'sms_opt_ins': {
            'phone': 'user__phone_number', 'collected_at': instant('created_date'),
            'decided_at': instant('modified_date'),
        },
        'api_people': {
            'phone': json_text('phone_numbers', '0', 'number'), 'collected_at': 'null',
            'decided_at': epoch_instant('modified_date'),
        },
    }, shared={
        'user_id': 'user_id', 'status': 'sms_opt_in_status', 'decided_at_raw': 'modified_date',
    }) }}
),

renamed as (
    select
        *,
        {{ type_if('users', 'user_id') }} as person_record_type,
        nullif(user_id, '') as person_record_id,
        'sms' as channel_raw,
        nullif(status, '') as status_raw,
        {{ phone_e164('phone') }} as contact_point,
        phone as contact_point_raw
    from decided
)

{{ conform(
    'mobilize', 'consents', from='renamed',
    lacks=['origin', 'collector'],
    checked=['contact_point', 'decided_at'],
) }}
