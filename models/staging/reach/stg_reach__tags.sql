-- One row per tag on a person of a Reach campaign, the one that says where they are from included.
with people as (
    {{ latest_records(source('reach', 'people')) }}
),

renamed as (
    select
        {{ envelope('people', rows='people') }},
        'people' as person_record_type, people._record_id as person_record_id,
        {{ clean_name('tag') }} as tag_id, {{ clean_name('tag') }} as tag_name
    from people
    cross join lateral regexp_split_to_table(
        concat_ws(';', people.source_tag, people.campaign_tags), ';'
    ) as tag
    where {{ clean_text('tag') }} is not null
)

{{ conform(
    'reach', 'tags', from='renamed', lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
