-- One row per tag on a contact of a Scale to Win Text campaign.
with tags_on_contacts as (
    {{ latest_records(source('scale_to_win_text', 'campaign_contacts_tags')) }}
),

renamed as (
    select
        {{ envelope('campaign_contacts_tags') }}, 'campaign_contacts' as person_record_type,
        campaign_contact_id as person_record_id, tag_id,
        {{ instant('created_at') }} as tagged_at, created_at as tagged_at_raw
    from tags_on_contacts
)

{{ conform(
    'scale_to_win_text', 'tags', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'tag_name'],
    checked=['tagged_at'],
) }}
