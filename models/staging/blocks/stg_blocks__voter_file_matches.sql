-- One row per match of a Blocks registration form to an edition of the voter file.
with matches as (
    {{ latest_records(source('blocks', 'registrant_matches')) }}
),

renamed as (
    select
        {{ envelope('registrant_matches') }},
        'registration_forms' as person_record_type, registration_form_id as person_record_id,
        'catalist' as voter_file_name, {{ clean_text('dwid') }} as voter_file_id,
        {{ clean_text('voter_file_version') }} as file_version,
        {{ region_code('state') }} as region_code,
        case when {{ clean_text('dwid') }} is null then 'no dwid' else 'dwid' end as status_raw,
        {{ share('confidence_score') }} as confidence_share,
        confidence_score as confidence_share_raw,
        {{ instant('created_at') }} as matched_at
    from matches
)

{{ conform(
    'blocks', 'voter_file_matches', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['confidence_share'],
) }}
