-- One row per line of a spreadsheet and channel on which somebody said if they may be contacted.
with lines as (
    {{ stacked('spreadsheet', {'sign_ins': {}, 'sign_ins_by_name': {}}, shared={
        'given_email': 'email', 'given_phone': 'phone', 'by_text': 'text_opt_in',
        'by_email': 'email_opt_in', 'made': 'signed_at',
    }) }}
),

said as (
    select
        lines.*, record_type as person_record_type, record_id as person_record_id,
        labels.channel_raw, labels.status_raw
    from lines
    cross join {{ labelled([['text', 'by_text'], ['email', 'by_email']]) }}
        as labels (channel_raw, status_raw)
    where {{ clean_text('labels.status_raw') }} is not null
),

renamed as (
    select
        said.*,
        case channel_raw
            when 'text' then {{ phone_e164('given_phone') }} else {{ email('given_email') }}
        end as contact_point,
        {{ instant('made', order='mdy') }} as decided_at
    from said
)

{{ conform(
    'spreadsheet', 'consents', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
