-- One row per Empower profile that was deleted.
with profiles as (
    {{ latest_records(source('empower', 'profiles')) }}
),

renamed as (
    select
        {{ envelope('profiles') }},
        'profiles' as about_record_type, _record_id as about_record_id, 'is_deleted' as status_raw,
        {{ epoch_instant('updated_mts') }} as changed_at
    from profiles
    where {{ yes_no('is_deleted') }}
)

{{ conform(
    'empower', 'record_statuses', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
