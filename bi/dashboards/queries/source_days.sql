-- One row per source and day of the last four weeks that there are, zeros included.
select
    source_id,
    day_date,
    day_date = current_date as is_unfinished,
    records_read_count as records
from marts.source_days
where day_date > (select max(day_date) from marts.source_days) - 28
order by source_id, day_date
limit 5000
