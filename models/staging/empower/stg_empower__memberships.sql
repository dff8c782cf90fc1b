-- One row per profile that may act in an Empower organization: volunteers, organizers, directors.
with profiles as (
    {{ latest_records(source('empower', 'profiles')) }}
),

regions as (
    {{ latest_records(source('empower', 'regions')) }}
),

renamed as (
    select
        {{ envelope('profiles', rows='profiles') }},
        'profiles' as person_record_type, profiles._record_id as person_record_id,
        {{ clean_text('profiles.region_id') }} as group_id, regions.name as group_name,
        profiles.role as status_raw
    from profiles
    left join regions
        on profiles._source_id = regions._source_id and profiles.region_id = regions.id
    where lower({{ clean_text('profiles.role') }}) <> 'contact'
)

{{ conform(
    'empower', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'joined_at', 'left_at'],
) }}
