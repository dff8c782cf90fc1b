-- One row per voter an Impactive contact or volunteer was ever matched to.
with versions as (
    select
        {{ envelope('contacts') }}, _record_id as person_id, selected_voterbase_id as voterbase,
        dwid_id as catalist
    from {{ source('impactive', 'contacts') }}
    union all
    select {{ envelope('users') }}, _record_id, selected_voterbase_id, null
    from {{ source('impactive', 'users') }}
),

-- A later export may say another voter; the earlier match stays.
ranked as (
    select
        versions.*, labels.voter_file_name, {{ clean_text('labels.voter_id') }} as voter_file_id,
        row_number() over (
            partition by source_id, record_type, person_id, labels.voter_file_name, labels.voter_id
            order by received_at, file_row
        ) as place
    from versions
    cross join {{ labelled([
        ['targetsmart', 'voterbase'], ['catalist', 'catalist'],
    ]) }} as labels (voter_file_name, voter_id)
    where {{ clean_text('labels.voter_id') }} is not null
),

renamed as (
    select
        source_id, record_type, person_id || ':' || voter_file_name || ':' || voter_file_id as record_id,
        is_record_id_minted, received_at, loaded_at, method, file_id, file_row,
        record_type as person_record_type, person_id as person_record_id,
        voter_file_name, voter_file_id, 'selected' as status_raw,
        {{ region_code("substring(voter_file_id from '^([A-Za-z]{2})-')") }} as region_code
    from ranked
    where place = 1
)

{{ conform(
    'impactive', 'voter_file_matches', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'file_version', 'confidence_share', 'matched_at',
    ],
) }}
