-- One row per tag put on a person in any tool.
{{ every_tool('tags') }}
