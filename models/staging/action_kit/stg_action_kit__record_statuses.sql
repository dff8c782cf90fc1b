-- One row per action held to be spam, and per event or sign-up that was called off, in ActionKit.
with stated as (
    {{ stacked('action_kit', {
        'core_action': {'changed_at_raw': 'updated_at'},
        'events_event': {'changed_at_raw': 'updated_at'},
        'events_eventsignup': {'changed_at_raw': 'null'},
    }, shared={'status_raw': clean_text('status')}) }}
),

dated as (
    select
        stated.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from stated
    where lower(status_raw) not in ('active', 'complete', 'incomplete')
)

{{ conform(
    'action_kit', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
