-- One row per response or connection that was deleted in Action Builder.
with stated as (
    {{ stacked('action_builder', {'taggable_logbook': {}, 'entity_connections': {}},
        shared={'changed_at_raw': clean_text('deleted_at')}) }}
),

dated as (
    select
        stated.*, record_type as about_record_type, record_id as about_record_id,
        'deleted_at' as status_raw, {{ instant('changed_at_raw') }} as changed_at
    from stated
    where changed_at_raw is not null
)

{{ conform(
    'action_builder', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
