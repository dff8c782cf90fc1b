-- One row per person a Reach user says they know.
with ties as (
    {{ latest_records(source('reach', 'relationships')) }}
),

renamed as (
    select
        {{ envelope('relationships') }},
        'people' as person_record_type, reach_id as person_record_id,
        'users' as related_record_type, user_id as related_record_id,
        relationship as relationship_raw,
        {{ instant('created_at') }} as related_at, created_at as related_at_raw
    from ties
)

{{ conform(
    'reach', 'relationships', from='renamed', checked=['related_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
