-- One row per registration in Rock the Vote, as far as it has come.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

renamed as (
    select
        {{ envelope('registrants', record_id='same_id') }},
        'registrants' as person_record_type, same_id as person_record_id,
        case when {{ yes_no('pre_registered') }} then 'pre-registration' else 'registration' end
            as registration_type_raw,
        case
            when {{ clean_text('vr_application_status') }} is not null
                then 'application ' || {{ clean_text('vr_application_status') }}
            when {{ yes_no('finish_with_state') }} then status || ', with the state'
            else status
        end as status_raw,
        {{ region_code('home_state') }} as region_code,
        coalesce(
            {{ clean_text('tracking_source') }}, {{ clean_text('tracking_id') }},
            {{ clean_text('open_tracking_id') }}
        ) as attribution_raw,
        {{ instant('started_registration') }} as started_at,
        started_registration as started_at_raw,
        {{ instant('vr_application_status_imported_datetime') }} as completed_at
    from registrants
)

{{ conform(
    'rock_the_vote', 'registrations', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'page_id', 'page_name'],
    checked=['started_at'],
) }}
