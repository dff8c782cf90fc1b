-- One row per contact, saved-list line and user of a VAN account.
with emails as (
    {{ latest_records(source('van', 'contactsemails')) }}
),

phones as (
    {{ latest_records(source('van', 'contactsphones')) }}
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
    {{ stacked('van', {
        'contacts': {
            'street': 'vaddress', 'postal_code_raw': 'zip5', 'birth_date_raw': 'dob',
            'middle': 'middlename', 'suffix': 'suffix', 'sex': 'sex', 'made': 'datecreated',
            'changed': 'datemodified', 'made_by': 'createdby',
        },
        'saved_list': {
            'street': 'streetaddress', 'postal_code_raw': 'ziporpostal', 'own_email': 'email',
            'own_phone': 'coalesce(' ~ clean_text('phone') ~ ', cellphone)',
        },
        'users': {'street': 'address1', 'postal_code_raw': 'zip'},
    }, shared={
        'given': 'firstname', 'family': 'lastname', 'town': 'city', 'region_code_raw': 'state',
        'birth_date_raw': 'null', 'middle': 'null', 'suffix': 'null', 'sex': 'null',
        'own_email': 'null', 'own_phone': 'null', 'made': 'null', 'changed': 'null',
        'made_by': 'null',
    }) }}
),

-- A contact's emails and phones have tables of their own.
reachable as (
    select
        written.*, coalesce(written.own_email, live_emails.email) as email_raw,
        coalesce(written.own_phone, live_phones.phone) as phone_e164_raw
    from written
    left join live_emails
        on
            written.record_type = 'contacts' and written.source_id = live_emails._source_id
            and written.record_id = live_emails.vanid and live_emails.place = 1
    left join live_phones
        on
            written.record_type = 'contacts' and written.source_id = live_phones._source_id
            and written.record_id = live_phones.vanid and live_phones.place = 1
),

renamed as (
    select
        reachable.*,
        {{ type_if('users', 'made_by') }} as collected_by_type,
        {{ clean_text('made_by') }} as collected_by_id,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ clean_name('middle') }} as middle_name, {{ clean_text('suffix') }} as name_suffix,
        nullif(sex, '') as gender,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ van_instant('made') }} as created_at, {{ van_instant('made') }} as collected_at, {{ van_instant('changed') }} as modified_at
    from reachable
)

{{ conform(
    'van', 'people', from='renamed',
    lacks=['origin', 'country_code', 'language_code'],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
