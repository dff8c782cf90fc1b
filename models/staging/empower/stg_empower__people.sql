-- One row per profile of an Empower organization: contacts and those who know them alike.
with profiles as (
    {{ latest_records(source('empower', 'profiles')) }}
),

renamed as (
    select
        {{ envelope('profiles') }},
        {{ type_if('profiles', 'created_by_eid') }} as collected_by_type,
        {{ clean_text('created_by_eid') }} as collected_by_id,
        {{ epoch_instant('created_mts') }} as collected_at,
        {{ clean_name('first_name') }} as first_name, {{ clean_name('last_name') }} as last_name,
        {{ email('email') }} as email, email as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ clean_name('address') }} as street_address, {{ clean_name('city') }} as city,
        {{ region_code('state') }} as region_code, state as region_code_raw,
        {{ postal_code('zip') }} as postal_code, zip as postal_code_raw,
        {{ epoch_instant('created_mts') }} as created_at, created_mts as created_at_raw,
        {{ epoch_instant('updated_mts') }} as modified_at, updated_mts as modified_at_raw
    from profiles
)

{{ conform(
    'empower', 'people', from='renamed',
    checked=['email', 'phone_e164', 'region_code', 'postal_code', 'created_at', 'modified_at'],
    lacks=[
        'origin', 'middle_name', 'name_suffix', 'birth_date', 'gender', 'country_code',
        'language_code',
    ],
) }}
