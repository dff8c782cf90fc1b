-- One row per thing that happened with a person, newest first, with the record that says so.
select
    occurred_at,
    interaction_type_code,
    channel_code,
    result_code,
    topic_name,
    program_code,
    tool,
    source_id,
    record_type,
    record_id,
    file_row
from marts.interactions
where person_id = %(person_id)s
order by occurred_at desc nulls last, source_id, record_type, record_id, interaction_type_code
limit 200
