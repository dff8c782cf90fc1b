-- One row per record of a table of people in Airtable.
with people as (
    {{ latest_records(source('airtable', 'people')) }}
),

-- A field's name is the group's own: First Name, first_name and FIRST NAME are one.
spelled as (
    select
        people._source_id, people._record_id,
        regexp_replace(lower(pair.field), '[^a-z0-9]+', '', 'g') as field, pair.said
    from people
    cross join lateral {{ json_pairs('people.fields') }} as pair (field, said)
),

told as (
    select
        _source_id, _record_id,
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
    group by _source_id, _record_id
),

renamed as (
    select
        {{ envelope('people', rows='people') }}, told.*,
        coalesce({{ clean_name('told.given') }}, {{ given_name('told.whole') }}) as first_name,
        coalesce({{ clean_name('told.family') }}, {{ family_name('told.whole') }}) as last_name,
        {{ email('told.email_raw') }} as email, {{ phone_e164('told.phone_e164_raw') }} as phone_e164,
        {{ clean_name('told.street') }} as street_address, {{ clean_name('told.town') }} as city,
        {{ region_code('told.region_code_raw') }} as region_code,
        {{ postal_code('told.postal_code_raw') }} as postal_code,
        {{ instant('people.created_time', time_zone='people._time_zone') }} as created_at
    from people
    left join told
        on people._source_id = told._source_id and people._record_id = told._record_id
)

{{ conform(
    'airtable', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code'],
) }}
