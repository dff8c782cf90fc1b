-- One row per email address, number or ActionKit id a record gives for a user.
with written as (
    {{ stacked('action_kit', {
        'core_user': {
            'user_id': 'id', 'email': 'email', 'phone': 'null', 'action_kit_user_id': 'id',
        },
        'core_phone': {
            'user_id': 'user_id', 'email': 'null', 'phone': 'phone', 'action_kit_user_id': 'null',
        },
    }, shared={'made': 'created_at'}) }}
),

renamed as (
    select
        written.*,
        {{ type_if('core_user', 'written.user_id') }} as person_record_type,
        written.user_id as person_record_id,
        given.identifier_type,
        given.identifier_value as identifier_value_raw,
        case given.identifier_type when 'action_kit_user_id' then 'tool' else 'entered' end
            as asserted_by,
        case given.identifier_type
            when 'action_kit_user_id' then 'action_kit:' || written.source_id
        end as identifier_scope,
        {{ identifier('given.identifier_type', 'given.identifier_value') }} as identifier_value,
        {{ instant('written.made', 'written._time_zone') }} as valid_from_at,
        {{ instant('written.made', 'written._time_zone') }} as collected_at
    from written
    cross join {{ labelled([
        ['email', 'written.email'], ['phone', 'written.phone'],
        ['action_kit_user_id', 'written.action_kit_user_id'],
    ]) }} as given (identifier_type, identifier_value)
    where {{ clean_text('given.identifier_value') }} is not null
)

{{ conform(
    'action_kit', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
