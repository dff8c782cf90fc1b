-- One row per destination, source and type of fact over the period: what became of what was told.
select
    destination_id,
    source_id,
    fact_type_code,
    sum(told_count)::bigint as told,
    sum(already_there_count)::bigint as already_there,
    sum(sent_count)::bigint as sent,
    sum(confirmed_count)::bigint as confirmed,
    sum(to_send_count - approval_count)::bigint as to_send,
    sum(approval_count)::bigint as for_approval,
    sum(waiting_count)::bigint as waiting,
    sum(unmapped_count)::bigint as unmapped,
    sum(unmatched_count)::bigint as unmatched,
    sum(doubtful_count)::bigint as doubtful,
    sum(suppressed_count)::bigint as suppressed,
    sum(too_old_count)::bigint as too_old,
    sum(implied_count + kept_back_count)::bigint as kept_back,
    sum(refused_count)::bigint as refused,
    sum(missing_count)::bigint as missing,
    sum(doubled_count)::bigint as doubled,
    sum(changed_count)::bigint as changed
from marts.sync_days
where source_id <> destination_id
    and (destination_id = %(destination_id)s or %(destination_id)s is null)
    and local_date > (select max(local_date) from marts.sync_days) - %(days)s
group by destination_id, source_id, fact_type_code
order by told desc, destination_id, source_id, fact_type_code
limit 200
