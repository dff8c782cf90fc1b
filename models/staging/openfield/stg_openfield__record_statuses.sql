-- One row per OpenField record that was set aside, archived or of somebody who died.
with people as (
    {{ latest_records(source('openfield', 'people')) }}
),

users as (
    {{ latest_records(source('openfield', 'customuser')) }}
),

conversations as (
    {{ latest_records(source('openfield', 'conversations')) }}
),

labels as (
    {{ latest_records(source('openfield', 'label')) }}
),

marked as (
    select {{ envelope('people') }}, _time_zone, 'is_deceased' as status_raw, null as changed_at_raw
    from people
    where {{ yes_no('is_deceased') }}
    union all
    select {{ envelope('customuser') }}, _time_zone, 'user is_quarantined', null
    from users
    where {{ yes_no('is_quarantined') }}
    union all
    select {{ envelope('conversations') }}, _time_zone, 'conversation is_quarantined', null
    from conversations
    where {{ yes_no('is_quarantined') }}
    union all
    select {{ envelope('label') }}, _time_zone, 'is_archived', archived_at
    from labels
    where {{ yes_no('is_archived') }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
)

{{ conform(
    'openfield', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['changed_at'],
) }}
