-- One row per Blocks record that was archived, closed or of somebody who died.
with marked as (
    {{ stacked('blocks', {
        'people': {'status_raw': "'deceased'", 'is_so': yes_no('deceased')},
        'canvassers': {'status_raw': "'archived'", 'is_so': yes_no('archived')},
        'users': {
            'status_raw': "'disabled_at'", 'is_so': clean_text('disabled_at') ~ ' is not null',
            'changed_at_raw': 'disabled_at',
        },
    }, shared={'changed_at_raw': 'null'}) }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
    where is_so
)

{{ conform(
    'blocks', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['changed_at'],
) }}
