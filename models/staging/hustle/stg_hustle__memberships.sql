-- One row per lead in an organization or group and user who texts in one, of a Hustle account.
with members as (
    {{ stacked('hustle', {
        'group_memberships': {'person_record_type': "'leads'", 'person_record_id': 'lead_id'},
        'leads': {
            'person_record_type': "'leads'", 'person_record_id': 'id',
            'group_id': 'organization_id', 'deactivated': 'null', 'deleted': 'null',
        },
        'agents': {
            'person_record_type': "'users'", 'person_record_id': 'user_id', 'deactivated': 'null',
        },
    }, shared={
        'group_id': 'group_id', 'joined_at_raw': 'created_at', 'deactivated': 'deactivated_at',
        'deleted': 'deleted_at',
    }) }}
),

groups as (
    {{ stacked('hustle', {'groups': {}, 'organizations': {}}, shared={
        'id': 'id', 'name': 'name',
    }) }}
),

renamed as (
    select
        members.*, groups.name as group_name,
        case
            when {{ clean_text('deleted') }} is not null then 'deleted_at'
            when {{ clean_text('deactivated') }} is not null then 'deactivated_at'
            else 'member'
        end as status_raw,
        {{ instant('joined_at_raw', 'members._time_zone') }} as joined_at,
        {{ instant('deleted', 'members._time_zone') }} as left_at
    from members
    left join groups
        on
            members.source_id = groups.source_id
            and members.group_id = groups.id
            and (members.record_type = 'leads') = (groups.record_type = 'organizations')
)

{{ conform(
    'hustle', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['joined_at'],
) }}
