-- One row per number or address on a line of a spreadsheet.
with lines as (
    {{ stacked('spreadsheet', {'sign_ins': {}, 'sign_ins_by_name': {}}, shared={
        'given_email': 'email', 'given_phone': 'phone', 'made': 'signed_at',
    }) }}
),

given as (
    select
        lines.*, record_type as person_record_type, record_id as person_record_id,
        labels.identifier_type, labels.identifier_value_raw
    from lines
    cross join {{ labelled([['email', 'given_email'], ['phone', 'given_phone']]) }}
        as labels (identifier_type, identifier_value_raw)
    where {{ clean_text('labels.identifier_value_raw') }} is not null
),

renamed as (
    select
        given.*, 'entered' as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('made', order='mdy') }} as valid_from_at
    from given
)

{{ conform(
    'spreadsheet', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=[
        'origin', 'collector', 'collected_at', 'identifier_scope', 'is_primary', 'valid_to_at',
    ],
) }}
