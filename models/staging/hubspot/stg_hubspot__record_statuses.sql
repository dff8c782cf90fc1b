-- One row per contact, owner or call that was archived in HubSpot.
with stated as (
    {{ stacked('hubspot', {
        'contacts': {}, 'owners': {}, 'engagements_calls': {'changed_at_raw': 'null'},
    }, shared={'is_archived': yes_no('archived'), 'changed_at_raw': 'updatedat'}) }}
),

dated as (
    select
        stated.*, record_type as about_record_type, record_id as about_record_id,
        'archived' as status_raw, {{ instant('changed_at_raw') }} as changed_at
    from stated
    where is_archived
)

{{ conform(
    'hubspot', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
