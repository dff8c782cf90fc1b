-- One row per record of a table of people in Airtable.
with people as (
    {{ airtable_people() }}
),

-- A field's name is the group's own: First Name, first_name and FIRST NAME are one.
spelled as (
    select
        people.source_id, people.record_id,
        regexp_replace(lower(pair.field), '[^a-z0-9]+', '', 'g') as field, pair.said
    from people
    cross join lateral {{ json_pairs('people.fields') }} as pair (field, said)
),

told as (
    select
        source_id, record_id,
        max(said) filter (where field in ('name', 'fullname')) as whole,
        max(said) filter (where field in ('firstname', 'first', 'givenname')) as given,
        max(said) filter (where field in ('lastname', 'last', 'surname', 'familyname')) as family,
        max(said) filter (where field in ('email', 'emailaddress')) as email_raw,
        max(said) filter (
            where field in ('phone', 'phonenumber', 'mobile', 'cell', 'cellphone')
        ) as phone_e164_raw,
        max(said) filter (where field in ('address', 'streetaddress', 'street')) as street,
        max(said) filter (where field in ('city', 'town')) as town,
        max(said) filter (where field in ('state', 'region')) as region_code_raw,
        max(said) filter (where field in ('zip', 'zipcode', 'postalcode')) as postal_code_raw
    from spelled
    group by source_id, record_id
),

renamed as (
    select
        {{ same_record('people') }}, told.email_raw, told.phone_e164_raw,
        told.region_code_raw, told.postal_code_raw,
        coalesce({{ clean_name('told.given') }}, {{ given_name('told.whole') }}) as first_name,
        coalesce({{ clean_name('told.family') }}, {{ family_name('told.whole') }}) as last_name,
        {{ email('told.email_raw') }} as email, {{ phone_e164('told.phone_e164_raw') }} as phone_e164,
        {{ clean_name('told.street') }} as street_address, {{ clean_name('told.town') }} as city,
        {{ region_code('told.region_code_raw') }} as region_code,
        {{ postal_code('told.postal_code_raw') }} as postal_code,
        {{ instant('people.created_time', time_zone='people._time_zone') }} as created_at
    from people
    left join told
        on people.source_id = told.source_id and people.record_id = told.record_id
)

{{ conform(
    'airtable', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code'],
) }}
