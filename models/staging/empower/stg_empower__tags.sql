-- One row per tag on an Empower profile.
with taggings as (
    {{ latest_records(source('empower', 'profile_tags')) }}
),

tags as (
    {{ latest_records(source('empower', 'tags')) }}
),

renamed as (
    select
        {{ envelope('profile_tags', rows='taggings') }},
        {{ type_if('profiles', 'taggings.created_by_eid') }} as collected_by_type,
        {{ clean_text('taggings.created_by_eid') }} as collected_by_id,
        {{ epoch_instant('taggings.created_mts') }} as collected_at,
        'profiles' as person_record_type, taggings.eid as person_record_id,
        taggings.tag_id, tags.label as tag_name,
        {{ epoch_instant('taggings.created_mts') }} as tagged_at
    from taggings
    left join tags on taggings._source_id = tags._source_id and taggings.tag_id = tags.id
)

{{ conform('empower', 'tags', from='renamed', lacks=['origin']) }}
