-- One row per contact, and per member of staff with a login, in Salesforce.
with written as (
    {{ stacked('salesforce', {
        'contact': {
            'middle': 'middlename', 'junior': 'suffix',
            'phone_e164_raw': "coalesce(" ~ clean_text('mobilephone') ~ ", phone)",
            'birth_date_raw': 'birthdate', 'street': 'mailingstreet', 'town': 'mailingcity',
            'region': 'mailingstate', 'postal_code_raw': 'mailingpostalcode',
            'nation': 'mailingcountry', 'made_by': salesforce_id('createdbyid'),
        },
        'user': {},
    }, shared={
        'given': 'firstname', 'middle': 'null', 'family': 'lastname', 'junior': 'null',
        'email_raw': 'email', 'phone_e164_raw': 'null', 'birth_date_raw': 'null',
        'street': 'null', 'town': 'null', 'region': 'null', 'postal_code_raw': 'null',
        'nation': 'null', 'made_by': 'null', 'created_at_raw': 'createddate',
        'modified_at_raw': 'lastmodifieddate',
    }) }}
),

renamed as (
    select
        written.*,
        {{ type_if('user', 'made_by') }} as collected_by_type,
        made_by as collected_by_id,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('middle') }} as middle_name,
        {{ clean_name('family') }} as last_name,
        {{ clean_name('junior') }} as name_suffix,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('town') }} as city,
        {{ region_code('region') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ country_code('nation') }} as country_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('created_at_raw') }} as collected_at,
        {{ instant('modified_at_raw') }} as modified_at
    from written
)

{{ conform(
    'salesforce', 'people', from='renamed',
    lacks=['origin', 'gender', 'language_code'],
    checked=['email', 'phone_e164', 'birth_date', 'created_at', 'modified_at'],
) }}
