-- One row per label on a person in OpenField.
with on_people as (
    {{ latest_records(source('openfield', 'people_labels')) }}
),

labels as (
    {{ latest_records(source('openfield', 'label')) }}
),

renamed as (
    select
        {{ envelope('people_labels', rows='on_people') }},
        'people' as person_record_type, on_people.people_id as person_record_id,
        on_people.list_id as tag_id, labels.name as tag_name
    from on_people
    left join labels
        on on_people._source_id = labels._source_id and on_people.list_id = labels.id
)

{{ conform(
    'openfield', 'tags', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
