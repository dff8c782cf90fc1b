-- One row per merge a tool made between two of its own records.
{{ every_tool('merges') }}
