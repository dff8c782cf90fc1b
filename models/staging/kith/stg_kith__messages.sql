-- One row per message to or from a person in an exchange by the standard.
with told as (
    {{ exchanged(['message_sent', 'message_received']) }}
),

renamed as (
    select
        told.*,
        interaction_type as direction_raw, result_raw as status_raw,
        {{ instant('happened_at_raw') }} as sent_at, happened_at_raw as sent_at_raw
    from told
)

{{ conform(
    'kith', 'messages', from='renamed',
    checked=['sent_at'],
    lacks=['contact_point'],
) }}
