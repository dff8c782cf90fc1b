-- One row per tie between two people that a tool knows of.
{{ every_tool('relationships') }}
