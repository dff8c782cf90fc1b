-- One row per user of ActionKit.
with users as (
    {{ latest_records(source('action_kit', 'core_user')) }}
),

phones as (
    {{ latest_records(source('action_kit', 'core_phone')) }}
),

-- Of a user's numbers, the mobile speaks for them, then the one noted last.
numbers as (
    select
        _source_id, user_id, phone,
        row_number() over (
            partition by _source_id, user_id
            order by
                coalesce(type = 'mobile', false) desc, updated_at desc, {{ newest_first('id') }}
        ) as place
    from phones
),

renamed as (
    select
        {{ envelope('core_user', rows='users') }},
        {{ clean_name('users.first_name') }} as first_name,
        {{ clean_name('users.middle_name') }} as middle_name,
        {{ clean_name('users.last_name') }} as last_name,
        {{ clean_name('users.suffix') }} as name_suffix,
        users.email as email_raw,
        {{ email('users.email') }} as email,
        numbers.phone as phone_e164_raw,
        {{ phone_e164('numbers.phone') }} as phone_e164,
        {{ clean_name('users.address1') }} as street_address,
        {{ clean_name('users.city') }} as city,
        coalesce({{ region_code('users.state') }}, {{ region_code('users.region') }})
            as region_code,
        coalesce({{ postal_code('users.zip') }}, {{ postal_code('users.postal') }})
            as postal_code,
        {{ country_code('users.country') }} as country_code,
        users.created_at as created_at_raw,
        {{ instant('users.created_at', 'users._time_zone') }} as created_at,
        {{ instant('users.created_at', 'users._time_zone') }} as collected_at,
        users.updated_at as modified_at_raw,
        {{ instant('users.updated_at', 'users._time_zone') }} as modified_at
    from users
    left join numbers
        on
            users._source_id = numbers._source_id
            and users.id = numbers.user_id
            and numbers.place = 1
)

{{ conform(
    'action_kit', 'people', from='renamed',
    lacks=['origin', 'collector', 'birth_date', 'gender', 'language_code'],
    checked=['email', 'phone_e164', 'created_at', 'modified_at'],
) }}
