-- One row per person record of any tool.
{{ every_tool('people') }}
