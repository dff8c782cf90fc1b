-- One row per signed line of a petition page in Blocks.
with signatures as (
    {{ latest_records(source('blocks', 'petitions_signatures')) }}
),

pages as (
    {{ latest_records(source('blocks', 'petitions_pages')) }}
),

renamed as (
    select
        {{ envelope('petitions_signatures', rows='signatures') }},
        {{ type_if('canvassers', 'pages.canvasser_id') }} as collected_by_type,
        {{ clean_text('pages.canvasser_id') }} as collected_by_id,
        'petitions_signatures' as person_record_type, signatures.id as person_record_id,
        'petition' as action_type_raw,
        {{ clean_text('signatures.page_id') }} as page_id,
        coalesce(
            {{ instant('signatures.signature_date', 'signatures._time_zone') }},
            {{ instant('signatures.created_at', 'signatures._time_zone') }}
        ) as acted_at
    from signatures
    left join pages
        on signatures._source_id = pages._source_id and signatures.page_id = pages.id
    where {{ yes_no('signatures.signature_exists') }} is not false
),

timed as (
    select *, acted_at as collected_at from renamed
)

{{ conform(
    'blocks', 'actions', from='timed', lacks=['origin', 'action_name', 'attribution_raw'],
) }}
