-- One row per signup in NationBuilder and signup that recruited it.
with signups as (
    {{ latest_records(source('nationbuilder', 'signups')) }}
),

renamed as (
    select
        {{ envelope('signups') }}, 'signups' as person_record_type,
        _record_id as person_record_id, 'signups' as related_record_type,
        {{ clean_text(json_text('attributes', 'recruiter_id')) }} as related_record_id,
        'recruiter' as relationship_raw
    from signups
    where
        {{ clean_text(json_text('attributes', 'recruiter_id')) }} is not null
        and coalesce({{ json_text('attributes', 'signup_type') }}, '0') <> '1'
)

{{ conform(
    'nationbuilder', 'relationships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'related_at'],
) }}
