-- One row per voter registration form begun at Impactive.
with begun as (
    {{ latest_records(source('impactive', 'registrations')) }}
),

renamed as (
    select
        {{ envelope('registrations') }},
        'registrations' as person_record_type, _record_id as person_record_id,
        'registration' as registration_type_raw, voter_registration_status as status_raw,
        {{ region_code('state_abbrev') }} as region_code, state_abbrev as region_code_raw,
        activity_id as page_id, activity_title as page_name, referral_link as attribution_raw,
        {{ instant('created_at', "'UTC'") }} as started_at, created_at as started_at_raw,
        {{ instant('completed_voter_registration_at', "'UTC'") }} as completed_at,
        completed_voter_registration_at as completed_at_raw
    from begun
)

{{ conform(
    'impactive', 'registrations', from='renamed',
    checked=['region_code', 'started_at', 'completed_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
