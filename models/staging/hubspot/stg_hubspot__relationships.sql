-- One row per contact in HubSpot whom a member of staff looks after.
with contacts as (
    {{ latest_records(source('hubspot', 'contacts')) }}
),

renamed as (
    select
        {{ envelope('contacts') }},
        'contacts' as person_record_type,
        id as person_record_id,
        'owners' as related_record_type,
        {{ clean_text('hubspot_owner_id') }} as related_record_id,
        'contact owner' as relationship_raw
    from contacts
    where {{ clean_text('hubspot_owner_id') }} is not null
)

{{ conform(
    'hubspot', 'relationships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'related_at'],
) }}
