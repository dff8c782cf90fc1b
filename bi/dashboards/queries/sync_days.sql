-- One row per source and day: what its tool told and how much of that is there; of a destination itself,
-- all that it shows.
select
    source_id,
    bool_or(source_id = destination_id) as is_destination,
    local_date as day_date,
    local_date = current_date as is_unfinished,
    sum(told_count + there_count)::bigint as facts,
    sum(already_there_count + confirmed_count)::bigint as seen
from marts.sync_days
where (destination_id = %(destination_id)s or %(destination_id)s is null)
    and local_date > (select max(local_date) from marts.sync_days) - %(days)s
group by source_id, local_date
order by is_destination, source_id, local_date
limit 2000
