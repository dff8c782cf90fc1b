-- One row per address in a Mailchimp audience.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

-- ADDRESS is an object, or an empty text where nobody said: a path into a text finds nothing.
renamed as (
    select
        {{ envelope('members') }},
        {{ clean_name(json_text('merge_fields', 'FNAME')) }} as first_name,
        {{ clean_name(json_text('merge_fields', 'LNAME')) }} as last_name,
        {{ email('email_address') }} as email, email_address as email_raw,
        {{ phone_e164(json_text('merge_fields', 'PHONE')) }} as phone_e164,
        {{ json_text('merge_fields', 'PHONE') }} as phone_e164_raw,
        {{ clean_name(json_text('merge_fields', 'ADDRESS', 'addr1')) }} as street_address,
        {{ clean_name(json_text('merge_fields', 'ADDRESS', 'city')) }} as city,
        {{ region_code(json_text('merge_fields', 'ADDRESS', 'state')) }} as region_code,
        {{ postal_code(json_text('merge_fields', 'ADDRESS', 'zip')) }} as postal_code,
        {{ country_code(json_text('merge_fields', 'ADDRESS', 'country')) }} as country_code,
        {{ clean_text('language') }} as language_code,
        {{ instant("coalesce(nullif(timestamp_signup, ''), timestamp_opt)") }} as created_at,
        {{ instant('last_changed') }} as modified_at
    from members
)

{{ conform(
    'mailchimp', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
    ],
    checked=['email', 'phone_e164'],
) }}
