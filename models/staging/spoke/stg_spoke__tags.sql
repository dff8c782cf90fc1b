-- One row per tag on a contact of a Spoke campaign.
with tags_on_contacts as (
    {{ latest_records(source('spoke', 'campaign_contact_tag')) }}
),

tags as (
    {{ latest_records(source('spoke', 'tag')) }}
),

renamed as (
    select
        {{ envelope('campaign_contact_tag', rows='tags_on_contacts') }},
        {{ type_if('user', 'tags_on_contacts.tagger_id') }} as collected_by_type,
        {{ clean_text('tags_on_contacts.tagger_id') }} as collected_by_id,
        {{ instant('tags_on_contacts.created_at', 'tags_on_contacts._time_zone') }} as collected_at,
        'campaign_contact' as person_record_type,
        tags_on_contacts.campaign_contact_id as person_record_id,
        tags_on_contacts.tag_id,
        tags.title as tag_name,
        {{ instant('tags_on_contacts.created_at', 'tags_on_contacts._time_zone') }} as tagged_at,
        tags_on_contacts.created_at as tagged_at_raw
    from tags_on_contacts
    left join tags
        on tags_on_contacts._source_id = tags._source_id and tags_on_contacts.tag_id = tags.id
)

{{ conform(
    'spoke', 'tags', from='renamed',
    lacks=['origin'],
    checked=['tagged_at'],
) }}
