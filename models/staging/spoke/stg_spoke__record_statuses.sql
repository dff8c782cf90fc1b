-- One row per Spoke record that was undone, retired or suspended.
with answers as (
    {{ latest_records(source('spoke', 'question_response')) }}
),

steps as (
    {{ latest_records(source('spoke', 'interaction_step')) }}
),

tags as (
    {{ latest_records(source('spoke', 'tag')) }}
),

texters as (
    {{ latest_records(source('spoke', 'user')) }}
),

marked as (
    select
        {{ envelope('question_response') }}, _time_zone, 'is_deleted' as status_raw,
        updated_at as changed_at_raw
    from answers
    where {{ yes_no('is_deleted') }}
    union all
    select {{ envelope('interaction_step') }}, _time_zone, 'is_deleted' as status_raw, updated_at
    from steps
    where {{ yes_no('is_deleted') }}
    union all
    select {{ envelope('tag') }}, _time_zone, 'deleted_at' as status_raw, deleted_at
    from tags
    where {{ clean_text('deleted_at') }} is not null
    union all
    select {{ envelope('user') }}, _time_zone, 'is_suspended' as status_raw, updated_at
    from texters
    where {{ yes_no('is_suspended') }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
)

{{ conform(
    'spoke', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
