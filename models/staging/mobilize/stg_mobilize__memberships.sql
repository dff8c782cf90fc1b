-- One row per affiliation of a user with an organization, and per membership, in Mobilize.
-- The web API's people are affiliated with the organization whose key it is, which it doesn't name.
with affiliations as (
    {{ latest_records(source('mobilize', 'affiliations')) }}
),

users as (
    {{ latest_records(source('mobilize', 'users')) }}
),

api_people as (
    {{ latest_records(source('mobilize', 'api_people')) }}
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
    union all
    select
        {{ envelope('api_people') }},
        user_id as person_record_id,
        null as group_id,
        'affiliated' as status_raw,
        null as joined_at,
        null as left_at
    from api_people
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
