-- One row per contact of a Spoke campaign, texted or not.
with contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

campaigns as (
    {{ latest_records(source('spoke', 'campaign')) }}
),

renamed as (
    select
        {{ envelope('campaign_contact', rows='contacts') }},
        'campaign_contact' as person_record_type, contacts.id as person_record_id,
        'sms' as channel_raw, contacts.campaign_id as effort_id, campaigns.title as effort_name,
        contacts.created_at as targeted_at_raw,
        {{ instant('contacts.created_at', 'contacts._time_zone') }} as targeted_at
    from contacts
    left join campaigns
        on
            contacts._source_id = campaigns._source_id
            and contacts.campaign_id = campaigns.id
)

{{ conform(
    'spoke', 'targets', from='renamed', lacks=['origin', 'collector', 'collected_at'],
    checked=['targeted_at'],
) }}
