-- One row per id, address or number that an Action Network record gives for a person.
with people as (
    {{ latest_records(source('action_network', 'osdi_people')) }}
),

profiles as (
    {{ latest_records(source('action_network', 'core_fields')) }}
),

api as (
    select
        {{ envelope('osdi_people', rows='people') }}, people._time_zone,
        'osdi_people' as person_record_type,
        people._record_id as person_record_id,
        coalesce({{ looked_up("split_part(item #>> '{}', ':', 1)", {
            'action_network': 'action_network_id', 'van': 'van_id',
        }) }}, lists.kind) as identifier_type,
        substring(item #>> '{}' from '^([^{:]+):') as identifier_scope,
        coalesce(
            {{ json_text('item', 'address') }}, {{ json_text('item', 'number') }},
            substring(item #>> '{}' from '^[^{:]+:(.+)$')
        ) as identifier_value_raw,
        {{ yes_no(json_text('item', 'primary')) }} as is_primary,
        people.created_date as began, null as ended
    from people
    cross join {{ labelled([
        ['external_id', 'identifiers'], ['email', 'email_addresses'], ['phone', 'phone_numbers'],
    ]) }} as lists (kind, items)
    cross join lateral {{ json_items('lists.items') }} as item
),

mirror as (
    {{ stacked('action_network', {
        'users': {'user_id': 'id', 'uuid': 'uuid', 'phone': 'null', 'is_primary': 'true'},
        'core_fields': {'email': 'null', 'is_primary': 'true'},
        'signatures': {}, 'answers': {}, 'deliveries': {}, 'calls': {}, 'donations': {},
        'rsvps': {},
        'phone_change_logs': {
            'email': 'null', 'phone': 'old_phone', 'began': 'null', 'ended': 'created_at',
        },
        'phone_dedupe_logs': {
            'user_id': 'null', 'profile_id': 'removed_core_field_id', 'email': 'null',
            'began': 'null', 'ended': 'created_at',
        },
    }, shared={
        'user_id': 'user_id', 'profile_id': 'null', 'uuid': 'null', 'email': 'email',
        'phone': 'phone', 'is_primary': 'false', 'began': 'created_at', 'ended': 'null',
    }) }}
),

every_one as (
    select * from api
    union all
    select
        {{ same_record('mirror') }}, mirror._time_zone, 'users' as person_record_type,
        coalesce(mirror.user_id, profiles.user_id) as person_record_id, given.identifier_type,
        {{ looked_up('given.identifier_type', {'action_network_id': 'action_network'}) }}
            as identifier_scope,
        given.identifier_value, mirror.is_primary, mirror.began, mirror.ended
    from mirror
    left join profiles
        on mirror.source_id = profiles._source_id and mirror.profile_id = profiles.id
    cross join {{ labelled([
        ['action_network_id', 'mirror.uuid'], ['email', 'mirror.email'], ['phone', 'mirror.phone'],
    ]) }} as given (identifier_type, identifier_value)
),

cleaned as (
    select
        *, {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('began') }} as valid_from_at, {{ instant('began') }} as collected_at,
        {{ instant('ended') }} as valid_to_at,
        coalesce({{ looked_up('identifier_type', {'action_network_id': 'tool'}) }}, 'entered')
            as asserted_by
    from every_one
    where person_record_id <> '' and identifier_value_raw <> ''
),

first_given as (
    {{ first_given('cleaned') }}
)

{{ conform(
    'action_network', 'identifiers', from='first_given',
    lacks=['origin', 'collector'],
    checked=['identifier_value'],
) }}
