-- One row per tie between two people in a package or an exchange by the standard.
with relationships as (
    {{ latest_records(source('kith', 'relationships')) }}
),

renamed as (
    select
        {{ envelope('relationships', rows='relationships') }}, {{ made_by('relationships') }},
        {{ type_if('people', 'person_record_id') }} as person_record_type, person_record_id,
        {{ type_if('people', 'related_record_id') }} as related_record_type, related_record_id,
        relationship_code as relationship_raw,
        {{ instant('related_at') }} as related_at, related_at as related_at_raw
    from relationships
    where {{ not_deleted('relationships') }}
)

{{ conform('kith', 'relationships', from='renamed', checked=['related_at']) }}
