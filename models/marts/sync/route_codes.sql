-- One row per destination, source, vocabulary and word, with what stands for it there.
{{ config(materialized='ephemeral') }}
with codes as (
    select * from {{ ref('sync_codes') }}
),

routes as (
    select distinct source_id, destination_id
    from {{ ref('sync_routes') }}
),

-- A word of one source counts before the same word of any.
ranked as (
    select
        codes.destination_id, routes.source_id, codes.vocabulary_name, codes.word, codes.target_id,
        codes.target_part_id,
        row_number() over (
            partition by
                codes.destination_id, routes.source_id, codes.vocabulary_name, codes.word
            order by codes.source_id is null
        ) as place
    from codes
    inner join routes
        on codes.destination_id = routes.destination_id
        and routes.source_id = coalesce(codes.source_id, routes.source_id)
)

select destination_id, source_id, vocabulary_name, word, target_id, target_part_id
from ranked
where place = 1
