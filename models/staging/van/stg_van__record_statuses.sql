-- One row per VAN record that was suppressed, or whose person was found to have died.
with attempts as (
    {{ latest_records(source('van', 'contactscontacts')) }}
),

contacts as (
    {{ latest_records(source('van', 'contacts')) }}
),

emails as (
    {{ latest_records(source('van', 'contactsemails')) }}
),

phones as (
    {{ latest_records(source('van', 'contactsphones')) }}
),

addresses as (
    {{ latest_records(source('van', 'contactsaddresses')) }}
),

events as (
    {{ latest_records(source('van', 'events')) }}
),

signups as (
    {{ latest_records(source('van', 'eventsignups')) }}
),

notes as (
    {{ latest_records(source('van', 'contactsnotes')) }}
),

suppressible as (
    select {{ envelope('contacts') }}, _time_zone, datesuppressed from contacts
    union all
    select {{ envelope('contactsemails') }}, _time_zone, datesuppressed from emails
    union all
    select {{ envelope('contactsphones') }}, _time_zone, datesuppressed from phones
    union all
    select {{ envelope('contactsaddresses') }}, _time_zone, datesuppressed from addresses
    union all
    select {{ envelope('events') }}, _time_zone, datesuppressed from events
    union all
    select {{ envelope('eventsignups') }}, _time_zone, datesuppressed from signups
    union all
    select {{ envelope('contactsnotes') }}, _time_zone, datesuppressed from notes
),

-- Result 4 is Deceased.
found as (
    select
        suppressible.*,
        record_type as about_record_type,
        record_id as about_record_id,
        'suppressed' as status_raw,
        datesuppressed as changed_at_raw
    from suppressible
    where {{ clean_text('datesuppressed') }} is not null
    union all
    select
        {{ envelope('contactscontacts') }},
        _time_zone,
        null as datesuppressed,
        'contacts' as about_record_type,
        vanid,
        'result ' || resultid as status_raw,
        datecanvassed
    from attempts
    where resultid = '4'
),

renamed as (
    select
        found.*,
        {{ van_instant('changed_at_raw') }} as changed_at
    from found
)

{{ conform(
    'van', 'record_statuses', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
