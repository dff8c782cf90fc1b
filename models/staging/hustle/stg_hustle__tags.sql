-- One row per tag on a Hustle lead.
with tags_on_leads as (
    {{ latest_records(source('hustle', 'lead_tags')) }}
),

tags as (
    {{ latest_records(source('hustle', 'tags')) }}
),

renamed as (
    select
        {{ envelope('lead_tags', rows='tags_on_leads') }},
        'leads' as person_record_type, tags_on_leads.lead_id as person_record_id,
        tags_on_leads.tag_id, tags.tag as tag_name
    from tags_on_leads
    left join tags
        on tags_on_leads._source_id = tags._source_id and tags_on_leads.tag_id = tags.id
)

{{ conform(
    'hustle', 'tags', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
