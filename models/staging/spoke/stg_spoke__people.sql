-- One row per contact of a campaign, texter and line of an uploaded list of a Spoke account.
with contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

texters as (
    {{ latest_records(source('spoke', 'user')) }}
),

uploads as (
    {{ latest_records(source('spoke', 'contact_upload')) }}
),

written as (
    select
        {{ envelope('contact_upload') }}, _time_zone, first_name as given, last_name as family,
        cell as phone_e164_raw, email as email_raw, zip as postal_code_raw, address as street,
        city as town, state as region_code_raw, null as made, null as changed
    from uploads
    union all
    select
        {{ envelope('campaign_contact') }}, _time_zone, first_name, last_name, cell,
        {{ unsaid(1) }}, zip, {{ unsaid(3) }}, created_at, updated_at
    from contacts
    union all
    select
        {{ envelope('user') }}, _time_zone, first_name, last_name, cell, email,
        {{ unsaid(4) }}, created_at, updated_at
    from texters
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made') }} as created_at,
        {{ instant('changed') }} as modified_at
    from written
)

{{ conform(
    'spoke', 'people', from='renamed',
    lacks=[
        'origin_system', 'origin_id', 'collected_by_type', 'collected_by_id', 'collected_at',
        'middle_name', 'name_suffix', 'birth_date', 'gender', 'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code'],
) }}
