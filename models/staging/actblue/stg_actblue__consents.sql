-- One row per ActBlue line item that says whether its donor wants text messages.
with line_items as (
    {{ stacked('actblue', {
        'paid_contributions': {}, 'refunded_contributions': {}, 'managed_form_contributions': {},
    }, shared={
        'phone': 'donor_phone', 'opt_in': 'text_message_opt_in', 'made': 'date',
    }) }}
),

renamed as (
    select
        line_items.*, record_type as person_record_type, record_id as person_record_id,
        'sms' as channel_raw, {{ clean_text('opt_in') }} as status_raw,
        {{ phone_e164('phone') }} as contact_point, phone as contact_point_raw,
        {{ instant('made') }} as decided_at
    from line_items
    where {{ clean_text('opt_in') }} is not null
)

{{ conform(
    'actblue', 'consents', from='renamed', lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point'],
) }}
