-- One row per tag on a signup in NationBuilder.
with taggings as (
    {{ latest_records(source('nationbuilder', 'signup_taggings')) }}
),

tags as (
    {{ latest_records(source('nationbuilder', 'signup_tags')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

renamed as (
    select
        {{ envelope('signup_taggings', rows='taggings') }},
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        {{ json_text('taggings.attributes', 'tag_id') }} as tag_id,
        {{ clean_name(json_text('tags.attributes', 'name')) }} as tag_name,
        {{ instant(json_text('taggings.attributes', 'created_at'), 'taggings._time_zone') }}
            as tagged_at
    from taggings
    left join people
        on
            taggings._source_id = people.source_id
            and {{ json_text('taggings.attributes', 'signup_id') }} = people.record_id
    left join tags
        on
            taggings._source_id = tags._source_id
            and {{ json_text('taggings.attributes', 'tag_id') }} = tags.id
)

{{ conform(
    'nationbuilder', 'tags', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
