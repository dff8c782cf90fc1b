-- One row per person of a team or organization in Blocks.
with written as (
    {{ stacked('blocks', {
        'organization_memberships': {'group_id': 'organization_id', 'kind': "'organizations'"},
        'team_memberships': {'group_id': 'team_id', 'kind': "'teams'"},
    }, shared={'person_id': 'member_id', 'made': 'created_at'}) }}
),

groups as (
    {{ stacked('blocks', {'organizations': {}, 'teams': {}}, shared={'name': 'name'}) }}
),

renamed as (
    select
        {{ same_record('written') }},
        'people' as person_record_type, written.person_id as person_record_id,
        written.group_id, groups.name as group_name,
        'member' as status_raw,
        written.made as joined_at_raw,
        {{ instant('written.made', 'written._time_zone') }} as joined_at
    from written
    left join groups
        on
            written.source_id = groups.source_id and written.kind = groups.record_type
            and written.group_id = groups.record_id
)

{{ conform(
    'blocks', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'left_at'], checked=['joined_at'],
) }}
