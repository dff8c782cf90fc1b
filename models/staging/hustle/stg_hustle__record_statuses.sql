-- One row per Hustle lead that was deleted and tag that was retired.
with marked as (
    {{ stacked('hustle', {
        'leads': {'status_raw': "'pii_redacted_at'", 'changed_at_raw': 'pii_redacted_at'},
        'tags': {'status_raw': "'deleted_at'", 'changed_at_raw': 'deleted_at'},
    }) }}
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
    where {{ clean_text('changed_at_raw') }} is not null
)

{{ conform(
    'hustle', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
