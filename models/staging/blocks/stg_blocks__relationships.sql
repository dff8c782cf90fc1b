-- One row per tie between two people in Blocks.
with ties as (
    {{ latest_records(source('blocks', 'relationships')) }}
),

renamed as (
    select
        {{ envelope('relationships') }},
        'people' as person_record_type, second_person_id as person_record_id,
        'people' as related_record_type, first_person_id as related_record_id,
        type as relationship_raw, {{ instant('created_at') }} as related_at
    from ties
)

{{ conform(
    'blocks', 'relationships', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
