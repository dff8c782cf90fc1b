-- One row per person a Reach user says they know, and per person a user added.
with ties as (
    {{ stacked('reach', {
        'relationships': {'tie': 'relationship', 'related_id': 'user_id', 'made': 'created_at'},
        'people': {
            'tie': "'added by'", 'related_id': clean_text('added_by_user_id'), 'made': 'added_at',
        },
    }, shared={'person_id': 'reach_id'}) }}
),

renamed as (
    select
        {{ same_record('ties') }},
        'people' as person_record_type, person_id as person_record_id,
        'users' as related_record_type, related_id as related_record_id,
        tie as relationship_raw,
        {{ instant('made') }} as related_at, made as related_at_raw
    from ties
    where related_id is not null
)

{{ conform(
    'reach', 'relationships', from='renamed', checked=['related_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
