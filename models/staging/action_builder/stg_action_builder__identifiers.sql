-- One row per address, number or id an Action Builder record gives for an entity or a user.
with given as (
    {{ stacked('action_builder', {
        'entities': {
            'entity_id': 'id', 'kind': "'action_builder_id'", 'given_value': 'interact_id',
        },
        'emails': {'entity_id': 'owner_id', 'kind': "'email'", 'given_value': 'email'},
        'phone_numbers': {'entity_id': 'owner_id', 'kind': "'phone'", 'given_value': 'number'},
        'entity_custom_ids': {
            'entity_id': 'entity_id', 'kind': "split_part(custom_id, ':', 1)",
            'given_value': "substring(custom_id from '^[^:]*:(.+)$')",
        },
        'users': {'of_type': "'users'", 'entity_id': 'id', 'kind': "'email'", 'given_value': 'email'},
    }, shared={'of_type': "'entities'", 'made': 'created_at'}) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

-- A prefix says whose an id is; of what an organization made up itself it says nothing.
renamed as (
    select
        given.*, of_type as person_record_type, entity_id as person_record_id,
        case
            when kind in ('email', 'phone', 'dwid', 'voterbase_id', 'action_builder_id') then kind
            else 'external_id'
        end as identifier_type,
        case
            when kind in ('email', 'phone') then null
            else coalesce({{ looked_up('kind', {
                'dwid': 'catalist', 'voterbase_id': 'targetsmart',
                'action_builder_id': 'action_builder',
            }) }}, 'unknown:' || given.source_id || ':' || kind)
        end as identifier_scope,
        case kind when 'action_builder_id' then 'tool' else 'entered' end as asserted_by,
        given_value as identifier_value_raw,
        {{ identifier('kind', 'given_value') }} as identifier_value,
        {{ instant('given.made', 'given._time_zone') }} as valid_from_at,
        {{ instant('given.made', 'given._time_zone') }} as collected_at
    from given
    inner join people
        on
            given.source_id = people.source_id and given.of_type = people.record_type
            and given.entity_id = people.record_id
    where {{ clean_text('given_value') }} is not null
)

{{ conform(
    'action_builder', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
