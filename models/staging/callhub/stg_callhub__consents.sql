-- One row per number on a CallHub do-not-contact list and channel it may not be reached by.
with entries as (
    {{ latest_records(source('callhub', 'dnc_contacts')) }}
),

contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

-- An entry names a number; its contact is the newest with that number, called or texted.
ranked as (
    select
        entries.*, contacts._record_id as contact_id, channels.channel_raw,
        entries._record_id || ':' || channels.channel_raw as consent_record_id,
        row_number() over (
            partition by entries._source_id, entries._record_id, channels.channel_raw
            order by {{ newest_first('contacts._record_id') }}
        ) as place
    from entries
    cross join {{ labelled([['voice', "'1'"], ['sms', "'2'"]]) }} as channels (channel_raw, category)
    left join contacts
        on
            entries._source_id = contacts._source_id
            and {{ phone_e164('entries.phone_number') }} in (
                {{ phone_in_country('contacts.contact', 'contacts.country_code') }},
                {{ phone_in_country('contacts.mobile', 'contacts.country_code') }}
            )
    where coalesce({{ clean_text('entries.category') }}, '3') in (channels.category, '3')
),

renamed as (
    select
        {{ envelope('dnc_contacts', record_id='consent_record_id', rows='ranked') }},
        {{ type_if('contacts', 'contact_id') }} as person_record_type, contact_id as person_record_id,
        channel_raw, 'dnc' as status_raw,
        {{ phone_e164('phone_number') }} as contact_point, phone_number as contact_point_raw
    from ranked
    where place = 1
)

{{ conform(
    'callhub', 'consents', from='renamed', checked=['contact_point'],
    lacks=['origin', 'collector', 'collected_at', 'decided_at'],
) }}
