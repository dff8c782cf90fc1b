-- One row per tag on a person in Blocks.
with taggings as (
    {{ latest_records(source('blocks', 'taggings')) }}
),

tags as (
    {{ latest_records(source('blocks', 'tags')) }}
),

renamed as (
    select
        {{ envelope('taggings', rows='taggings') }},
        {{ looked_up("lower(trim(taggings.tagger_type))", {'user': 'users'}) }} as collected_by_type,
        case when lower(trim(taggings.tagger_type)) = 'user' then taggings.tagger_id end
            as collected_by_id,
        'people' as person_record_type, taggings.taggable_id as person_record_id,
        taggings.tag_id, tags.name as tag_name
    from taggings
    left join tags on taggings._source_id = tags._source_id and taggings.tag_id = tags.id
    where lower(taggings.taggable_type) = 'person'
)

{{ conform('blocks', 'tags', from='renamed', lacks=['origin', 'collected_at', 'tagged_at']) }}
