-- One row per script step, wording and ready-made answer of Scale to Win Text that was retired.
with marked as (
    {{ stacked('scale_to_win_text', {
        'interaction_steps': {
            'is_marked': yes_no('is_deleted'), 'status_raw': "'is_deleted'",
            'changed_at_raw': 'null',
        },
        'script_variants': {},
        'canned_responses': {},
    }, shared={
        'is_marked': clean_text('deleted_at') ~ ' is not null', 'status_raw': "'deleted_at'",
        'changed_at_raw': 'deleted_at',
    }) }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
    where is_marked
)

{{ conform(
    'scale_to_win_text', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
