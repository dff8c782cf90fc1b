-- Whether this login may see what names a person or reaches them.
select
    has_column_privilege('marts.people', 'first_name', 'select')
    and has_column_privilege('marts.person_identifiers', 'identifier_value', 'select')
    and has_column_privilege('marts.person_names', 'name_key', 'select') as is_allowed
