-- One row per tag on somebody, as a fact to be passed on.
{{ config(materialized='ephemeral') }}
with tags as (
    select * from {{ ref('all_tags') }}
    where {{ is_synced_still('tagged_at') }}
)

{{ synced(
    'activist_code', rows='tags', at='tagged_at', origin_system='origin_system',
    word='lower(tag_id)', wider_word='lower(trim(tag_name))', topic_name='tag_name',
    told_raw='tag_id',
) }}
