-- One row per texter's role in an organization of a Spoke account.
with roles as (
    {{ latest_records(source('spoke', 'user_organization')) }}
),

organizations as (
    {{ latest_records(source('spoke', 'organization')) }}
),

renamed as (
    select
        {{ envelope('user_organization', rows='roles') }},
        'user' as person_record_type,
        roles.user_id as person_record_id,
        roles.organization_id as group_id,
        organizations.name as group_name,
        roles.role as status_raw
    from roles
    left join organizations
        on roles._source_id = organizations._source_id and roles.organization_id = organizations.id
)

{{ conform(
    'spoke', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'joined_at', 'left_at'],
) }}
