-- One row per sign-up of a VAN contact for an event.
with signups as (
    {{ latest_records(source('van', 'eventsignups')) }}
),

statuses as (
    {{ latest_records(source('van', 'eventsignupseventstatuses')) }}
),

events as (
    {{ latest_records(source('van', 'events')) }}
),

-- The status the sign-up points to; where that one has not arrived, the newest that has.
ranked_statuses as (
    select
        statuses._source_id,
        statuses.eventsignupid,
        statuses.eventstatusid,
        row_number() over (
            partition by statuses._source_id, statuses.eventsignupid
            order by
                statuses._record_id = signups.currenteventsignupseventstatusid desc,
                {{ newest_first('statuses._record_id') }}
        ) as place
    from statuses
    inner join signups
        on
            statuses._source_id = signups._source_id
            and statuses.eventsignupid = signups.eventsignupid
),

current_statuses as (
    select * from ranked_statuses where place = 1
),

renamed as (
    select
        {{ envelope('eventsignups', rows='signups') }},
        {{ type_if('users', 'concat(signups.canvassedby, signups.createdby)') }}
            as collected_by_type,
        coalesce({{ clean_text('signups.canvassedby') }}, {{ clean_text('signups.createdby') }})
            as collected_by_id,
        {{ van_instant('signups.datecreated', 'signups._time_zone') }} as collected_at,
        'contacts' as person_record_type,
        signups.vanid as person_record_id,
        'events' as event_record_type,
        signups.eventid as event_record_id,
        {{ clean_text('signups.eventshiftid') }} as shift_record_id,
        events.eventcalendarname as event_type_raw,
        {{ clean_name('events.eventname') }} as event_name,
        signups.eventrolename as role_raw,
        current_statuses.eventstatusid as status_raw,
        {{ van_instant('signups.datecreated', 'signups._time_zone') }} as signed_up_at,
        {{ van_instant('signups.datetimeoffsetbegin', 'signups._time_zone') }} as starts_at,
        signups.datetimeoffsetbegin as starts_at_raw,
        {{ van_instant('signups.datetimeoffsetend', 'signups._time_zone') }} as ends_at
    from signups
    left join current_statuses
        on
            signups._source_id = current_statuses._source_id
            and signups.eventsignupid = current_statuses.eventsignupid
    left join events
        on
            signups._source_id = events._source_id
            and signups.eventid = events.eventid
)

{{ conform(
    'van', 'attendances', from='renamed',
    lacks=['origin', 'is_attended', 'attribution_raw'],
    checked=['starts_at'],
) }}
