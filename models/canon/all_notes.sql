-- One row per note that somebody wrote about a person in any tool.
{{ every_tool('notes') }}
