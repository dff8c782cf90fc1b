-- One row per event in any tool.
with events as (
    {{ every_tool('events') }}
),

event_types as (
    {{ words_of('event_types') }}
)

select
    events.*,
    {{ code_of('event_types', 'events.event_type_raw') }} as event_type_code
from events
left join event_types on {{ means('event_types', 'events', 'event_type_raw') }}
