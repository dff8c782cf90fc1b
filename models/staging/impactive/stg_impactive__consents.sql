-- One row per form or registration of Impactive and channel it says yes or no to.
with told as (
    {{ stacked('impactive', {
        'forms': {'sms': 'opt_in', 'email_opt': 'null'},
        'registrations': {'sms': 'sms_opt_in', 'email_opt': 'email_opt_in'},
    }, shared={'phone': 'phone', 'email': 'email', 'made': 'created_at'}) }}
),

renamed as (
    select
        told.source_id, told.record_type, told.record_id || ':' || labels.channel_raw as record_id,
        told.is_record_id_minted, told.received_at, told.loaded_at, told.method, told.file_id,
        told.file_row, told.record_type as person_record_type, told.record_id as person_record_id,
        labels.channel_raw, labels.status_raw, labels.contact_point_raw,
        {{ identifier("case labels.channel_raw when 'sms' then 'phone' else 'email' end", 'labels.contact_point_raw') }}
            as contact_point,
        {{ instant('told.made', "'UTC'") }} as decided_at, told.made as decided_at_raw
    from told
    cross join lateral (
        values ('sms', told.sms, told.phone), ('email', told.email_opt, told.email)
    ) as labels (channel_raw, status_raw, contact_point_raw)
    where {{ clean_text('labels.status_raw') }} is not null
)

{{ conform(
    'impactive', 'consents', from='renamed', checked=['contact_point', 'decided_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
