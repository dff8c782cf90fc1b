-- One row per merge of two people in the log of an exchange by the standard.
with merges as (
    {{ latest_records(source('kith', 'merges')) }}
),

-- A log may tell of other records too: what is merged is people where people are of that type.
person_types as (
    select _source_id, record_type
    from {{ source('kith', 'people') }}
    where record_type is not null
    group by _source_id, record_type
),

renamed as (
    select
        {{ envelope('merges', rows='merges') }},
        'people' as merged_record_type, merges.kept_record_id, merges.removed_record_id,
        merges.merged_by,
        {{ instant('merges.merged_at', 'merges._time_zone') }} as merged_at,
        merges.merged_at as merged_at_raw
    from merges
    left join person_types
        on merges._source_id = person_types._source_id
        and merges.merged_record_type = person_types.record_type
    where merges.merged_record_type is null or person_types.record_type is not null
)

{{ conform(
    'kith', 'merges', from='renamed', checked=['merged_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
