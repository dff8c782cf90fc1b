-- One row per user on a list or in a group of users in ActionKit.
with named as (
    {{ stacked('action_kit', {'core_list': {}, 'core_usergroup': {}},
        shared={'group_id': 'id', 'group_name': clean_name('name')}) }}
),

belonging as (
    {{ stacked('action_kit', {
        'core_subscription': {
            'group_type': "'core_list'", 'group_id': 'list_id', 'joined_at_raw': 'created_at',
        },
        'core_user_groups': {
            'group_type': "'core_usergroup'", 'group_id': 'usergroup_id', 'joined_at_raw': 'null',
        },
    }, shared={'user_id': 'user_id'}) }}
),

renamed as (
    select
        belonging.*,
        {{ type_if('core_user', 'belonging.user_id') }} as person_record_type,
        belonging.user_id as person_record_id,
        named.group_name,
        belonging.record_type as status_raw,
        {{ instant('belonging.joined_at_raw', 'belonging._time_zone') }} as joined_at,
        {{ instant('belonging.joined_at_raw', 'belonging._time_zone') }} as collected_at
    from belonging
    left join named
        on
            belonging.source_id = named.source_id and belonging.group_type = named.record_type
            and belonging.group_id = named.group_id
)

{{ conform(
    'action_kit', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'left_at'],
    checked=['joined_at'],
) }}
