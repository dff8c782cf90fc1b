-- One row per id, number or address a record of any tool gives for a person.
{{ every_tool('identifiers') }}
