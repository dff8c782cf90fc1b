-- One row per signup in NationBuilder that died or wants nothing at all.
with signups as (
    {{ latest_records(source('nationbuilder', 'signups')) }}
),

-- What must never be overlooked goes first.
renamed as (
    select
        {{ envelope('signups') }}, 'signups' as about_record_type, _record_id as about_record_id,
        case when {{ yes_no(json_text('attributes', 'is_deceased')) }} then 'is_deceased'
            else 'do_not_contact' end as status_raw
    from signups
    where
        {{ yes_no(json_text('attributes', 'is_deceased')) }}
        or {{ yes_no(json_text('attributes', 'do_not_contact')) }}
)

{{ conform(
    'nationbuilder', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'changed_at'],
) }}
