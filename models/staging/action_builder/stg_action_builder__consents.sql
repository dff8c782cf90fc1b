-- One row per address or number of an entity that Action Builder marks as not to be used.
with points as (
    {{ stacked('action_builder', {
        'emails': {'point': 'email'}, 'phone_numbers': {'point': 'number'},
    }, shared={
        'entity_id': 'owner_id', 'status_raw': 'status', 'decided_at_raw': 'updated_at',
    }) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

renamed as (
    select
        points.*, 'entities' as person_record_type,
        points.entity_id as person_record_id, points.record_type as channel_raw,
        coalesce({{ email('point') }}, {{ phone_e164('point') }}) as contact_point,
        {{ instant('points.decided_at_raw', 'points._time_zone') }} as decided_at
    from points
    inner join people
        on
            points.source_id = people.source_id and people.record_type = 'entities'
            and points.entity_id = people.record_id
    where points.status_raw = 'do_not_contact'
)

{{ conform(
    'action_builder', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['decided_at'],
) }}
