-- One row per account of TurboVote that has come anywhere towards being registered.
with users as (
    {{ latest_records(source('turbovote', 'users')) }}
),

-- A status by the user's own word is one thing, by a form TurboVote made is another.
renamed as (
    select
        {{ envelope('users') }},
        'users' as person_record_type, users.id as person_record_id,
        coalesce({{ clean_text('voter_registration_source') }}, 'user') as registration_type_raw,
        concat_ws(
            ', ', {{ clean_text('voter_registration_status') }},
            case when lower({{ clean_text('voter_registration_status') }}) = 'registered'
                then {{ clean_text('voter_registration_method') }}
            end
        ) as status_raw,
        {{ region_code('registered_address_state') }} as region_code,
        {{ clean_text('hostname') }} as page_id,
        {{ clean_text('referral_code') }} as attribution_raw,
        {{ instant('created_at') }} as started_at, created_at as started_at_raw
    from users
    where {{ clean_text('voter_registration_status') }} is not null
)

{{ conform(
    'turbovote', 'registrations', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'page_name', 'completed_at'],
    checked=['started_at'],
) }}
