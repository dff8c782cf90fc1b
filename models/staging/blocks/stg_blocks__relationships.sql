-- One row per tie between two people in Blocks, and per person whom a user asked to an event.
with ties as (
    {{ stacked('blocks', {
        'relationships': {
            'person_id': 'second_person_id', 'related_type': "'people'",
            'related_id': 'first_person_id', 'tie': 'type',
        },
        'event_attendees': {
            'person_id': 'person_id', 'related_type': "'users'",
            'related_id': clean_text('inviter_id'), 'tie': "'inviter'",
        },
    }, shared={'made': 'created_at'}) }}
),

renamed as (
    select
        {{ same_record('ties') }},
        'people' as person_record_type, person_id as person_record_id,
        related_type as related_record_type, related_id as related_record_id,
        tie as relationship_raw, {{ instant('made') }} as related_at
    from ties
    where related_id is not null
)

{{ conform(
    'blocks', 'relationships', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
