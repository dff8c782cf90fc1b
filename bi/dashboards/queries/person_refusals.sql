-- One row per channel a person must not be reached by, and the record that says so.
select channel_code, said_code, said_at, tool, source_id, record_type, record_id
from marts.person_suppressions
where person_id = %(person_id)s
order by said_at, channel_code
limit 20
