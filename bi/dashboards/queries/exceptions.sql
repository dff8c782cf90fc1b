-- One row per kind of exception, source and subject: how often, and what to do about it.
select
    exception_type_code,
    source_id,
    subject_name,
    sum(affected_count)::bigint as affected,
    min(message) as message,
    min(advice) as advice,
    min(first_seen_at) as first_seen_at
from marts.quality_exceptions
group by exception_type_code, source_id, subject_name
order by affected desc, source_id, exception_type_code, subject_name
limit 100
