-- One row per user and organization with a decision on texting in Mobilize.
with sms_opt_ins as (
    {{ latest_records(source('mobilize', 'sms_opt_ins')) }}
),

renamed as (
    select
        {{ envelope('sms_opt_ins') }},
        {{ instant('created_date') }} as collected_at,
        {{ type_if('users', 'user_id') }} as person_record_type,
        nullif(user_id, '') as person_record_id,
        'sms' as channel_raw,
        nullif(sms_opt_in_status, '') as status_raw,
        {{ phone_e164('user__phone_number') }} as contact_point,
        user__phone_number as contact_point_raw,
        {{ instant('modified_date') }} as decided_at,
        modified_date as decided_at_raw
    from sms_opt_ins
)

{{ conform(
    'mobilize', 'consents', from='renamed',
    lacks=['origin', 'collector'],
    checked=['contact_point', 'decided_at'],
) }}
