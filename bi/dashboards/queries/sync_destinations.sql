-- One row per destination: how Kith passes facts to it, and when it last planned, sent and reconciled.
select
    destination_id,
    interface_code,
    last_planned_at,
    last_sent_at,
    last_reconciled_at,
    plans_waiting_count as plans_waiting,
    effects_unknown_count as unknown_outcomes,
    floor(extract(epoch from now() - last_sent_at) / 60)::bigint as push_age_minutes
from marts.sync_status
order by destination_id
