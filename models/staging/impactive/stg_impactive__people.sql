-- One row per person of an Impactive account: contacts, volunteers, those they know, form senders.
with written as (
    {{ stacked('impactive', {
        'contacts': {
            'street': 'address', 'town': 'city', 'region_code_raw': 'state_abbrev',
            'postal_code_raw': 'zip_code',
        },
        'users': {
            'region_code_raw': 'state', 'postal_code_raw': 'supplied_zip_code', 'town': 'city',
        },
        'forms': {'postal_code_raw': 'zip_code'},
        'registrations': {
            'street': 'address', 'town': 'city', 'region_code_raw': 'state_abbrev',
            'postal_code_raw': 'zip_code', 'born': 'date_of_birth',
        },
    }, shared={
        'given': 'first_name', 'family': 'last_name',
        'email_raw': 'email', 'phone_e164_raw': 'phone', 'street': 'null', 'town': 'null',
        'region_code_raw': 'null', 'postal_code_raw': 'null', 'born': 'null',
        'made': 'created_at', 'changed': 'updated_at', 'reporter': 'null',
    }) }}
),

reports as (
    {{ latest_records(source('impactive', 'reports')) }}
),

-- Those whom volunteers know are in no table; the newest report on each says who they are.
known as (
    select
        {{ envelope('user_contacts', record_id='reportable_id') }}, _time_zone,
        reportable_fullname as full_name, reportable_email as email_raw,
        reportable_phone as phone_e164_raw, created_at as made,
        campaign_id || ':' || {{ clean_text('user_id') }} as reporter,
        row_number() over (
            partition by _source_id, reportable_id order by created_at desc, {{ newest_first('id') }}
        ) as place
    from reports
    where lower(reportable_type) = 'usercontact'
),

everybody as (
    select * from written
    union all
    select
        {{ same_record('known') }}, _time_zone,
        substring({{ clean_name('full_name') }} from '^(.*?)(?: [^ ]+)?$'),
        substring({{ clean_name('full_name') }} from ' ([^ ]+)$'),
        email_raw, phone_e164_raw, null, null, null, null, null, made, made, reporter
    from known
    where place = 1
),

renamed as (
    select
        everybody.*,
        {{ type_if('users', 'reporter') }} as collected_by_type, reporter as collected_by_id,
        case when reporter is not null then {{ instant('made', "'UTC'") }} end as collected_at,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('born') }} as birth_date, born as birth_date_raw,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made', "'UTC'") }} as created_at, {{ instant('changed', "'UTC'") }} as modified_at
    from everybody
)

{{ conform(
    'impactive', 'people', from='renamed',
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
    lacks=[
        'origin', 'middle_name', 'name_suffix', 'gender', 'country_code', 'language_code',
    ],
) }}
