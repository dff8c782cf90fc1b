-- One row per signature of a petition in NationBuilder.
with signatures as (
    {{ latest_records(source('nationbuilder', 'petition_signatures')) }}
),

petitions as (
    {{ latest_records(source('nationbuilder', 'petitions')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

renamed as (
    select
        {{ envelope('petition_signatures', rows='signatures') }},
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        'petition_signatures' as action_type_raw,
        {{ clean_name(json_text('petitions.attributes', 'name')) }} as action_name,
        {{ json_text('signatures.attributes', 'petition_id') }} as page_id,
        {{ json_text('signatures.attributes', 'created_at') }} as acted_at_raw,
        {{ instant(json_text('signatures.attributes', 'created_at'), 'signatures._time_zone') }}
            as acted_at
    from signatures
    left join people
        on
            signatures._source_id = people.source_id
            and {{ json_text('signatures.attributes', 'signup_id') }} = people.record_id
    left join petitions
        on
            signatures._source_id = petitions._source_id
            and {{ json_text('signatures.attributes', 'petition_id') }} = petitions.id
)

{{ conform(
    'nationbuilder', 'actions', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'attribution_raw'],
    checked=['acted_at'],
) }}
