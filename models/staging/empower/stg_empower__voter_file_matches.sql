-- One row per VAN contact in MyVoters an Empower profile was ever matched to.
with versions as (
    select * from {{ source('empower', 'profiles') }}
),

ranked as (
    select
        {{ envelope('profiles', rows='versions') }},
        {{ clean_text('my_voters_van_id') }} as voter_file_id, van_match_status as status_raw,
        row_number() over (
            partition by _source_id, _record_id, my_voters_van_id, van_match_status
            order by _extracted_at, _row
        ) as place
    from versions
    where {{ clean_text('my_voters_van_id') }} is not null
),

renamed as (
    select
        source_id, record_type, is_record_id_minted, received_at, loaded_at, method, file_id, file_row,
        concat_ws(':', record_id, voter_file_id, status_raw) as record_id,
        'profiles' as person_record_type, record_id as person_record_id,
        'van' as voter_file_name, voter_file_id, status_raw
    from ranked
    where place = 1
)

{{ conform(
    'empower', 'voter_file_matches', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'file_version', 'region_code', 'confidence_share',
        'matched_at',
    ],
) }}
