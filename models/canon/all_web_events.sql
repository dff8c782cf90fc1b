-- One row per thing somebody did on a website or in an app.
with web_events as (
    {{ every_tool('web_events') }}
),

web_event_types as (
    {{ words_of('web_event_types') }}
)

select
    web_events.*,
    {{ code_of('web_event_types', 'web_events.event_type_raw') }} as event_type_code
from web_events
left join web_event_types on {{ means('web_event_types', 'web_events', 'event_type_raw') }}
