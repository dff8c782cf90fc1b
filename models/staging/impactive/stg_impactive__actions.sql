-- One row per form somebody filled in at Impactive.
with forms as (
    {{ latest_records(source('impactive', 'forms')) }}
),

renamed as (
    select
        {{ envelope('forms') }},
        'forms' as person_record_type, _record_id as person_record_id,
        'form' as action_type_raw, activity_title as action_name, activity_id as page_id,
        {{ instant('created_at', "'UTC'") }} as acted_at, created_at as acted_at_raw
    from forms
)

{{ conform(
    'impactive', 'actions', from='renamed', checked=['acted_at'],
    lacks=['origin', 'collector', 'collected_at', 'attribution_raw'],
) }}
