-- One row per thing that happened to a marketing email sent through HubSpot.
with happened as (
    {{ latest_records(source('hubspot', 'email_events')) }}
),

contacts as (
    {{ latest_records(source('hubspot', 'contacts')) }}
),

-- An event names an address only: the contact whose main one it is, the oldest if they are several.
owners_of_addresses as (
    select
        _source_id, {{ email('email') }} as email, id,
        row_number() over (
            partition by _source_id, {{ email('email') }} order by length(id), id
        ) as place
    from contacts
    where {{ email('email') }} is not null
),

renamed as (
    select
        {{ envelope('email_events', rows='happened') }},
        {{ type_if('contacts', 'owners_of_addresses.id') }} as person_record_type,
        owners_of_addresses.id as person_record_id,
        'email_campaigns' as message_record_type,
        {{ clean_text('happened.emailcampaignid') }} as message_record_id,
        'email' as channel_raw,
        happened.type as activity_raw,
        {{ clean_text('happened.emailcampaignid') }} as effort_id,
        {{ clean_name('happened.subject') }} as effort_name,
        split_part({{ clean_text('happened.url') }}, '?', 1) as page_url,
        happened.created as happened_at_raw,
        coalesce({{ epoch_instant('happened.created') }},
            {{ instant('happened.created', 'happened._time_zone') }}) as happened_at
    from happened
    left join owners_of_addresses
        on
            happened._source_id = owners_of_addresses._source_id
            and {{ email('happened.recipient') }} = owners_of_addresses.email
            and owners_of_addresses.place = 1
    -- What never left happened to nobody, and what people want to get is a consent.
    where
        upper(happened.type) not in (
            'PROCESSED', 'DEFERRED', 'DROPPED', 'MTA_DROPPED', 'STATUSCHANGE'
        )
)

{{ conform(
    'hubspot', 'message_events', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['happened_at'],
) }}
