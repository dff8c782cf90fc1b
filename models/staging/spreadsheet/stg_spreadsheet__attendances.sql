-- One row per line of a spreadsheet that names a meeting or its day.
with lines as (
    {{ stacked('spreadsheet', {'sign_ins': {}, 'sign_ins_by_name': {}}, shared={
        'meeting': 'event', 'starts_at_raw': 'event_date', 'role': 'role', 'came': 'attended',
        'made': 'signed_at',
    }) }}
),

renamed as (
    select
        lines.*, record_type as person_record_type, record_id as person_record_id,
        {{ clean_text('meeting') }} as event_name, {{ clean_text('role') }} as role_raw,
        -- Nobody writes beside a name on a sign-in sheet that its bearer came.
        coalesce({{ clean_text('came') }}, 'signed in') as status_raw,
        {{ instant('made', order='mdy') }} as signed_up_at,
        {{ instant('starts_at_raw', order='mdy') }} as starts_at
    from lines
    where {{ clean_text('meeting') }} is not null or {{ clean_text('starts_at_raw') }} is not null
)

{{ conform(
    'spreadsheet', 'attendances', from='renamed', checked=['starts_at'],
    lacks=[
        'origin', 'collector', 'collected_at', 'event', 'shift_record_id', 'event_type_raw',
        'is_attended', 'ends_at', 'attribution_raw',
    ],
) }}
