-- One row per voter SmartMatch named for a person, and per person it found nobody for, when first.
with smartmatch as (
    select * from {{ source('target_smart', 'smartmatch') }}
),

-- What comes again later says nothing new, and must not make an old match look recent.
numbered as (
    select
        smartmatch.*,
        {{ minted_id(who_was_sent('target_smart')) }} as person_id,
        {{ clean_text('vb_voterbase_id') }} as voter_id_of_vendor,
        row_number() over (
            partition by _source_id, _record_id order by _extracted_at, _load_id, _row
        ) as telling
    from smartmatch
),

counted as (
    select
        numbered.*,
        count(voter_id_of_vendor) over (
            partition by _source_id, _file_id, person_id
        ) as named_count
    from numbered
    where telling = 1
),

renamed as (
    select
        {{ envelope('smartmatch') }},
        'sent' as person_record_type, person_id as person_record_id,
        'targetsmart' as voter_file_name, voter_id_of_vendor as voter_file_id,
        {{ clean_text('voter_file_version') }} as file_version,
        coalesce(
            {{ region_code('vb_vf_source_state') }},
            {{ region_code("substring(voter_id_of_vendor from '^([A-Z]{2})-')") }}
        ) as region_code,
        case
            when named_count > 1 then 'several'
            else coalesce({{ clean_text('tsmart_match_code') }},
                case when named_count = 0 then 'not found' end)
        end as status_raw,
        case
            when {{ clean_text('match_date') }} is null then _extracted_at
            else {{ instant('match_date') }}
        end as matched_at,
        match_date as matched_at_raw
    from counted
)

{{ conform(
    'target_smart', 'voter_file_matches', from='renamed', checked=['matched_at'],
    lacks=['origin', 'collector', 'collected_at', 'confidence_share'],
) }}
