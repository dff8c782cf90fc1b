-- One row per address, number or donor id an ActBlue line item gives for its donor.
with donors as (
    {{ stacked('actblue', {
        'paid_contributions': {}, 'refunded_contributions': {}, 'managed_form_contributions': {},
        'cancelled_recurring_contributions': {'donor_id': 'null', 'made': 'null'},
    }, shared={
        'donor_id': 'donor_id', 'email': 'donor_email', 'phone': 'donor_phone', 'made': 'date',
    }) }}
),

-- What a donor id stands for is nowhere said, so its scope says unknown and it links nobody.
given as (
    select
        donors.*, donors.record_type as person_record_type, donors.record_id as person_record_id,
        labels.identifier_type, labels.identifier_value_raw,
        case labels.identifier_type
            when 'external_id' then 'unknown:' || donors.source_id || ':donor'
        end as identifier_scope
    from donors
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['external_id', 'donor_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    where {{ clean_text('labels.identifier_value_raw') }} is not null
),

renamed as (
    select
        given.*, 'entered' as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('made') }} as valid_from_at
    from given
)

{{ conform(
    'actblue', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
