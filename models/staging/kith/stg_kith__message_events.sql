-- One row per mailing sent, opened or clicked in an exchange by the standard.
with told as (
    {{ exchanged(['mailing_sent', 'mailing_opened', 'mailing_clicked']) }}
),

renamed as (
    select
        told.*,
        interaction_type as activity_raw,
        {{ type_if('mailings', 'effort_id') }} as message_record_type,
        effort_id as message_record_id,
        {{ instant('happened_at_raw') }} as happened_at
    from told
)

{{ conform(
    'kith', 'message_events', from='renamed',
    checked=['happened_at'],
    lacks=['page_url'],
) }}
