-- One row per shift of an event in any tool.
{{ every_tool('event_shifts') }}
