-- One row per person's step towards voting in any tool.
with registrations as (
    {{ every_tool('registrations') }}
),

registration_types as (
    {{ words_of('registration_types') }}
),

registration_statuses as (
    {{ words_of('registration_statuses') }}
)

select
    registrations.*,
    {{ code_of('registration_types', 'registrations.registration_type_raw') }}
        as registration_type_code,
    {{ code_of('registration_statuses', 'registrations.status_raw') }} as status_code
from registrations
left join registration_types
    on {{ means('registration_types', 'registrations', 'registration_type_raw') }}
left join registration_statuses
    on {{ means('registration_statuses', 'registrations', 'status_raw') }}
