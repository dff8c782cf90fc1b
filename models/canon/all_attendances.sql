-- One row per sign-up of a person for an event or shift in any tool.
with attendances as (
    {{ every_tool('attendances') }}
),

event_types as (
    {{ words_of('event_types') }}
),

attendance_roles as (
    {{ words_of('attendance_roles') }}
),

attendance_statuses as (
    {{ words_of('attendance_statuses') }}
)

select
    attendances.*,
    {{ code_of('event_types', 'attendances.event_type_raw') }} as event_type_code,
    {{ code_of('attendance_roles', 'attendances.role_raw') }} as role_code,
    {{ code_of('attendance_statuses', 'attendances.status_raw') }} as status_code
from attendances
left join event_types on {{ means('event_types', 'attendances', 'event_type_raw') }}
left join attendance_roles on {{ means('attendance_roles', 'attendances', 'role_raw') }}
left join attendance_statuses on {{ means('attendance_statuses', 'attendances', 'status_raw') }}
