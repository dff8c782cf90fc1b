-- One row per signup of a NationBuilder nation that is a person.
with signups as (
    {{ latest_records(source('nationbuilder', 'signups')) }}
),

written as (
    select
        signups.*, {{ json_text('attributes', 'email') }} as email_raw,
        coalesce(
            {{ clean_text(json_text('attributes', 'mobile_number')) }},
            {{ json_text('attributes', 'phone_number') }}
        ) as phone_e164_raw,
        {{ json_text('attributes', 'born_at') }} as birth_date_raw,
        {{ json_text('attributes', 'created_at') }} as created_at_raw,
        {{ json_text('attributes', 'updated_at') }} as modified_at_raw
    from signups
    where coalesce({{ json_text('attributes', 'signup_type') }}, '0') <> '1'
),

renamed as (
    select
        {{ envelope('signups') }}, email_raw, phone_e164_raw, birth_date_raw, created_at_raw,
        modified_at_raw,
        {{ clean_name(json_text('attributes', 'first_name')) }} as first_name,
        {{ clean_name(json_text('attributes', 'middle_name')) }} as middle_name,
        {{ clean_name(json_text('attributes', 'last_name')) }} as last_name,
        {{ clean_name(json_text('attributes', 'suffix')) }} as name_suffix,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date,
        {{ clean_text(json_text('attributes', 'sex')) }} as gender,
        {{ clean_name(json_text('attributes', 'home_address', 'address1')) }} as street_address,
        {{ clean_name(json_text('attributes', 'home_address', 'city')) }} as city,
        {{ region_code(json_text('attributes', 'home_address', 'state')) }} as region_code,
        {{ postal_code(json_text('attributes', 'home_address', 'zip')) }} as postal_code,
        {{ country_code(json_text('attributes', 'home_address', 'country_code')) }}
            as country_code,
        lower({{ clean_text(json_text('attributes', 'language')) }}) as language_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('created_at_raw') }} as collected_at,
        {{ instant('modified_at_raw') }} as modified_at
    from written
)

{{ conform(
    'nationbuilder', 'people', from='renamed',
    lacks=['origin', 'collector'],
    checked=['email', 'phone_e164', 'birth_date', 'created_at', 'modified_at'],
) }}
