-- One row per question and incident that touches its answer, the largest part first.
select
    reasons.concern_id,
    reasons.incident_id,
    coalesce(cards.vendor_name, status.tool) as vendor_name,
    status.account_name,
    reasons.message,
    reasons.opened_at,
    reasons.fixes_contact,
    reasons.is_overdue,
    bool_or(reasons.is_stale) as is_stale,
    least(sum(reasons.fed_share), 1) as part_share
from marts.health_reasons as reasons
left join marts.source_status as status on status.source_id = reasons.incident_source_id
left join marts.vendor_scorecard as cards on cards.tool = status.tool
group by
    reasons.concern_id, reasons.incident_id, cards.vendor_name, status.tool, status.account_name,
    reasons.message, reasons.opened_at, reasons.fixes_contact, reasons.is_overdue
order by reasons.concern_id, part_share desc, reasons.opened_at, reasons.incident_id
