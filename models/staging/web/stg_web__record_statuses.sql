-- One row per closed account of a group's website or app.
with users as (
    {{ latest_records(source('web', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }}, 'users' as about_record_type, user_id as about_record_id,
        'closed' as status_raw, {{ instant('deleted_at') }} as changed_at,
        deleted_at as changed_at_raw
    from users
    where {{ clean_text('deleted_at') }} is not null
)

{{ conform(
    'web', 'record_statuses', from='renamed', lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
