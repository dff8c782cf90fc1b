-- One row per affiliation of a user with an organization, and per membership, in Mobilize.
with affiliations as (
    {{ latest_records(source('mobilize', 'affiliations')) }}
),

users as (
    {{ latest_records(source('mobilize', 'users')) }}
),

organizations as (
    {{ latest_records(source('mobilize', 'organizations')) }}
),

belonging as (
    select
        {{ envelope('affiliations') }},
        user_id as person_record_id,
        organization_id as group_id,
        'affiliated' as status_raw,
        {{ instant('created_date') }} as joined_at,
        {{ instant('deleted_date') }} as left_at
    from affiliations
    union all
    select
        {{ envelope('users') }},
        id as person_record_id,
        membership__organization_id as group_id,
        coalesce({{ clean_text('membership__permission_tier') }}, 'member') as status_raw,
        {{ instant('membership__created_date') }} as joined_at,
        null as left_at
    from users
    where membership__organization_id <> ''
),

named as (
    select
        belonging.*,
        belonging.joined_at as collected_at,
        'users' as person_record_type,
        {{ clean_name('organizations.name') }} as group_name
    from belonging
    left join organizations
        on
            belonging.source_id = organizations._source_id
            and belonging.group_id = organizations.id
)

{{ conform(
    'mobilize', 'memberships', from='named',
    lacks=['origin', 'collector'],
) }}
