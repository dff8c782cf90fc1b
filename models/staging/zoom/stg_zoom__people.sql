-- One row per registrant of a Zoom meeting and per joining of one under a name.
with written as (
    {{ stacked('zoom', {
        'registrants': {
            'given': 'first_name', 'family': 'last_name', 'email_raw': 'email',
            'phone_e164_raw': 'phone', 'street': 'address', 'town': 'city', 'region': 'state',
            'postal': 'zip', 'made': 'create_time',
        },
        'participants': {
            'shown': 'name', 'email_raw': 'user_email', 'made': 'join_time',
        },
    }, shared={
        'given': 'null', 'family': 'null', 'shown': 'null', 'phone_e164_raw': 'null',
        'street': 'null', 'town': 'null', 'region': 'null', 'postal': 'null',
    }) }}
),

-- "Ana Ruiz (she/her)", "Ana (Ana Ruiz)": what stands in brackets is no part of the name shown.
named as (
    select
        *, {{ clean_name("regexp_replace(shown, '[(].*$', '')") }} as shown_name
    from written
),

renamed as (
    select
        named.*,
        coalesce({{ clean_name('given') }}, split_part(shown_name, ' ', 1)) as first_name,
        coalesce({{ clean_name('family') }}, substring(shown_name from ' (.+)$')) as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region') }} as region_code, {{ postal_code('postal') }} as postal_code,
        {{ instant('made') }} as created_at
    from named
)

{{ conform(
    'zoom', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164'],
) }}
