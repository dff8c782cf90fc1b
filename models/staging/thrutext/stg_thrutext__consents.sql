-- One row per decision about texting a number in ThruText.
with opt_outs as (
    {{ latest_records(source('thrutext', 'opt_outs')) }}
),

-- Where no type is said it is a no: a list of opt-outs is what it stands in.
renamed as (
    select
        {{ envelope('opt_outs') }},
        {{ type_if('contacts', 'contact_id') }} as person_record_type,
        {{ clean_text('contact_id') }} as person_record_id,
        'sms' as channel_raw,
        coalesce({{ clean_text('opt_out_type') }}, 'opt_out') as status_raw,
        {{ phone_e164('contact_phone') }} as contact_point,
        contact_phone as contact_point_raw,
        {{ instant('timestamp', "'UTC'") }} as decided_at,
        timestamp as decided_at_raw
    from opt_outs
)

{{ conform(
    'thrutext', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point', 'decided_at'],
) }}
