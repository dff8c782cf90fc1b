-- One row per registration for a Zoom meeting, and per person who joined one.
with meetings as (
    {{ latest_records(source('zoom', 'meetings')) }}
),

registrants as (
    {{ latest_records(source('zoom', 'registrants')) }}
),

participants as (
    {{ latest_records(source('zoom', 'participants')) }}
),

-- Coming back is no second attendance: the first joining stands for all of one registrant, else
-- address, else name. Who only stood in the waiting room did not attend.
joined as (
    select
        {{ envelope('participants', rows='participants') }}, participants._time_zone,
        participants.meeting_uuid, participants.join_time,
        registrants._record_id as registrant_record_id,
        meetings.topic, meetings.start_time, meetings.end_time,
        row_number() over (
            partition by
                participants._source_id, participants.meeting_uuid,
                coalesce(
                    {{ clean_text('participants.registrant_id') }},
                    {{ email('participants.user_email') }},
                    {{ name_key('participants.name') }}
                )
            order by participants.join_time, participants._record_id
        ) as place
    from participants
    left join meetings
        on
            participants._source_id = meetings._source_id
            and participants.meeting_uuid = meetings.uuid
    left join registrants
        on
            participants._source_id = registrants._source_id
            and participants.registrant_id = registrants.id
            and meetings.id = registrants.meeting_id
    where participants.status is distinct from 'in_waiting_room'
),

-- A registration names the number a series shares; only a number of one meeting says which.
numbers as (
    select *, count(*) over (partition by _source_id, id) as meeting_count from meetings
),

told as (
    select
        {{ same_record('joined') }}, _time_zone,
        coalesce(registrant_record_id, record_id) as person_record_id,
        case when registrant_record_id is null then 'participants' else 'registrants' end
            as person_record_type,
        meeting_uuid as event_record_id, topic, 'joined' as status_raw, true as is_attended,
        null as signed_up, start_time, end_time
    from joined
    where place = 1
    union all
    select
        {{ envelope('registrants', rows='registrants') }}, registrants._time_zone,
        registrants._record_id, 'registrants',
        numbers.uuid, numbers.topic, registrants.status, cast(null as boolean),
        registrants.create_time, numbers.start_time, numbers.end_time
    from registrants
    left join numbers
        on
            registrants._source_id = numbers._source_id and registrants.meeting_id = numbers.id
            and numbers.meeting_count = 1
),

renamed as (
    select
        told.*, {{ type_if('meetings', 'event_record_id') }} as event_record_type,
        'zoom' as event_type_raw, {{ clean_name('topic') }} as event_name,
        {{ instant('signed_up') }} as signed_up_at, {{ instant('start_time') }} as starts_at,
        {{ instant('end_time') }} as ends_at
    from told
)

{{ conform(
    'zoom', 'attendances', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'shift_record_id', 'role_raw', 'attribution_raw',
    ],
) }}
