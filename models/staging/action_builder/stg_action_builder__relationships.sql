-- One row per active connection between two entities of Action Builder.
with connections as (
    {{ latest_records(source('action_builder', 'entity_connections')) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

related as (
    select * from {{ ref('stg_action_builder__people') }}
),

-- An entity that is no person has no ties here.
renamed as (
    select
        {{ envelope('entity_connections', rows='connections') }},
        'entities' as person_record_type,
        connections.from_entity_id as person_record_id,
        'entities' as related_record_type,
        connections.to_entity_id as related_record_id,
        'connection' as relationship_raw,
        {{ instant('connections.created_at', 'connections._time_zone') }} as related_at
    from connections
    inner join people
        on
            connections._source_id = people.source_id and people.record_type = 'entities'
            and connections.from_entity_id = people.record_id
    inner join related
        on
            connections._source_id = related.source_id and related.record_type = 'entities'
            and connections.to_entity_id = related.record_id
    where connections.status = '1' and {{ clean_text('connections.deleted_at') }} is null
)

{{ conform(
    'action_builder', 'relationships', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
