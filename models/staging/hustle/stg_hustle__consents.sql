-- One row per Hustle lead who opted out of the organization's texts.
with leads as (
    {{ latest_records(source('hustle', 'leads')) }}
),

renamed as (
    select
        {{ envelope('leads') }}, 'leads' as person_record_type, id as person_record_id,
        'sms' as channel_raw, 'global_opted_out' as status_raw,
        {{ phone_e164('phone_number') }} as contact_point, phone_number as contact_point_raw
    from leads
    where {{ yes_no('global_opted_out') }}
)

{{ conform(
    'hustle', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'decided_at'],
    checked=['contact_point'],
) }}
