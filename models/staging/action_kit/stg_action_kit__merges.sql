-- One row per user that was merged into another in ActionKit.
with merges as (
    {{ latest_records(source('action_kit', 'core_usermerge')) }}
),

merged_users as (
    {{ latest_records(source('action_kit', 'core_usermerge_users')) }}
),

-- The user that remains is in the list too, and a merge asked for is not a merge done.
renamed as (
    select
        {{ envelope('core_usermerge_users', rows='merged_users') }},
        'core_user' as merged_record_type,
        merges.primary_id as kept_record_id,
        merged_users.user_id as removed_record_id,
        coalesce(merges.updated_at, merges.created_at) as merged_at_raw,
        {{ instant('coalesce(merges.updated_at, merges.created_at)', 'merges._time_zone') }}
            as merged_at
    from merged_users
    inner join merges
        on
            merged_users._source_id = merges._source_id
            and merged_users.usermerge_id = merges.id
            and merged_users.user_id <> merges.primary_id
    where lower(merges.status) like 'complete%'
)

{{ conform(
    'action_kit', 'merges', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'merged_by'],
    checked=['merged_at'],
) }}
