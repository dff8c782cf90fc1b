-- One row per contact, saved-list line and user of a VAN account.
with contacts as (
    {{ latest_records(source('van', 'contacts')) }}
),

emails as (
    {{ latest_records(source('van', 'contactsemails')) }}
),

phones as (
    {{ latest_records(source('van', 'contactsphones')) }}
),

saved_list as (
    {{ latest_records(source('van', 'saved_list')) }}
),

users as (
    {{ latest_records(source('van', 'users')) }}
),

live_emails as (
    select
        _source_id, vanid, email,
        row_number() over (
            partition by _source_id, vanid order by {{ newest_first('contactsemailid') }}
        ) as place
    from emails
    where {{ clean_text('datesuppressed') }} is null
),

live_phones as (
    select
        _source_id, vanid, phone,
        row_number() over (
            partition by _source_id, vanid order by {{ newest_first('contactsphoneid') }}
        ) as place
    from phones
    where {{ clean_text('datesuppressed') }} is null
),

written as (
    select
        {{ envelope('contacts', rows='contacts') }}, contacts.firstname, contacts.lastname,
        contacts.vaddress as street, contacts.city as town, contacts.state as region_code_raw,
        contacts.zip5 as postal_code_raw, live_emails.email as email_raw,
        live_phones.phone as phone_e164_raw, contacts.dob as birth_date_raw,
        {{ clean_name('contacts.middlename') }} as middle_name, nullif(contacts.sex, '') as gender,
        {{ clean_text('contacts.suffix') }} as name_suffix,
        {{ instant('contacts.datecreated', 'contacts._time_zone') }} as created_at,
        {{ instant('contacts.datemodified', 'contacts._time_zone') }} as modified_at
    from contacts
    left join live_emails
        on
            contacts._source_id = live_emails._source_id
            and contacts.vanid = live_emails.vanid and live_emails.place = 1
    left join live_phones
        on
            contacts._source_id = live_phones._source_id
            and contacts.vanid = live_phones.vanid and live_phones.place = 1
    union all
    select
        {{ envelope('saved_list') }}, firstname, lastname, streetaddress, city, state, ziporpostal,
        email, coalesce({{ clean_text('phone') }}, cellphone) as phone_e164_raw, {{ unsaid(6) }}
    from saved_list
    union all
    select {{ envelope('users') }}, firstname, lastname, address1, city, state, zip, {{ unsaid(8) }}
    from users
),

renamed as (
    select
        written.*,
        {{ clean_name('firstname') }} as first_name, {{ clean_name('lastname') }} as last_name,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code
    from written
)

{{ conform(
    'van', 'people', from='renamed',
    lacks=['origin_system', 'origin_id', 'collected_by_type', 'collected_by_id', 'collected_at',
           'country_code', 'language_code'],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
