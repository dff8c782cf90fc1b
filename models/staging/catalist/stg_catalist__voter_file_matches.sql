-- One row per outcome of Catalist's matching for a person, when first: a DWID, or that there is none.
with matches as (
    select * from {{ source('catalist', 'matches') }}
),

-- What comes again later says nothing new, and must not make an old match look recent.
numbered as (
    select
        matches.*,
        {{ minted_id(who_was_sent('catalist')) }} as person_id,
        row_number() over (
            partition by _source_id, _record_id order by _extracted_at, _load_id, _row
        ) as telling
    from matches
),

renamed as (
    select
        {{ envelope('matches') }},
        'sent' as person_record_type, person_id as person_record_id,
        'catalist' as voter_file_name, {{ clean_text('dwid') }} as voter_file_id,
        {{ clean_text('voter_file_version') }} as file_version,
        {{ region_code('state') }} as region_code,
        case when {{ clean_text('dwid') }} is null then 'not found' else 'found' end as status_raw,
        {{ share('confidence') }} as confidence_share, confidence as confidence_share_raw,
        case
            when {{ clean_text('match_date') }} is null then _extracted_at
            else {{ instant('match_date') }}
        end as matched_at,
        match_date as matched_at_raw
    from numbered
    where telling = 1
)

{{ conform(
    'catalist', 'voter_file_matches', from='renamed',
    lacks=['origin', 'collector', 'collected_at'], checked=['confidence_share', 'matched_at'],
) }}
