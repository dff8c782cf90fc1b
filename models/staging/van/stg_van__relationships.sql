-- One row per sign-up in VAN that says who won the contact for it.
with signups as (
    {{ latest_records(source('van', 'eventsignups')) }}
),

renamed as (
    select
        {{ envelope('eventsignups') }},
        'contacts' as person_record_type, vanid as person_record_id,
        'users' as related_record_type, {{ clean_text('canvassedby') }} as related_record_id,
        'recruited by' as relationship_raw,
        {{ van_instant('datecreated') }} as related_at, datecreated as related_at_raw,
        {{ van_instant('datecreated') }} as collected_at
    from signups
    where {{ clean_text('canvassedby') }} is not null
)

{{ conform(
    'van', 'relationships', from='renamed', lacks=['origin', 'collector'], checked=['related_at'],
) }}
