-- One row per Blocks record that was archived, closed or of somebody who died.
with people as (
    {{ latest_records(source('blocks', 'people')) }}
),

canvassers as (
    {{ latest_records(source('blocks', 'canvassers')) }}
),

users as (
    {{ latest_records(source('blocks', 'users')) }}
),

marked as (
    select {{ envelope('people') }}, _time_zone, 'deceased' as status_raw, null as changed_at_raw
    from people
    where {{ yes_no('deceased') }}
    union all
    select {{ envelope('canvassers') }}, _time_zone, 'archived', null
    from canvassers
    where {{ yes_no('archived') }}
    union all
    select {{ envelope('users') }}, _time_zone, 'disabled_at', disabled_at
    from users
    where {{ clean_text('disabled_at') }} is not null
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
)

{{ conform(
    'blocks', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['changed_at'],
) }}
