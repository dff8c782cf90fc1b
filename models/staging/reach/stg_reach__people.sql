-- One row per person reached and user of a Reach campaign.
with seen as (
    {{ stacked('reach', {
        'people': {
            'street': 'street', 'town': 'city', 'region_code_raw': 'state', 'postal_code_raw': 'zip',
            'made': 'added_at', 'added_by': 'added_by_user_id',
        },
        'users': {},
    }, shared={
        'given': 'first_name', 'family': 'last_name', 'email_raw': 'email',
        'phone_e164_raw': 'phone', 'street': 'null', 'town': 'null', 'region_code_raw': 'null',
        'postal_code_raw': 'null', 'made': 'null', 'added_by': 'null',
    }) }}
),

renamed as (
    select
        seen.*,
        {{ type_if('users', 'added_by') }} as collected_by_type,
        {{ clean_text('added_by') }} as collected_by_id,
        {{ instant('made') }} as collected_at,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made') }} as created_at, made as created_at_raw
    from seen
)

{{ conform(
    'reach', 'people', from='renamed',
    checked=['email', 'phone_e164', 'region_code', 'postal_code', 'created_at'],
    lacks=[
        'origin', 'middle_name', 'name_suffix', 'birth_date', 'gender', 'country_code',
        'language_code', 'modified_at',
    ],
) }}
