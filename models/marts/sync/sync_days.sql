-- One row per destination, source, kind of fact and day, with how many of them came how far.
with ledger as (
    select * from {{ ref('sync_ledger') }}
),

dispositions as (
    select * from {{ ref('sync_dispositions') }}
),

sources as (
    select * from {{ ref('sources') }}
),

shown as (
    select * from {{ ref('shown_days') }}
),

told as (
    select
        ledger.*,
        dispositions.is_for_steward,
        coalesce(ledger.state_code in ('done', 'found'), false) as is_done,
        case
            when ledger.state_code in ('done', 'found') then 'done'
            when ledger.state_code = 'rejected' and ledger.disposition_code = 'send' then 'refused'
            else ledger.disposition_code
        end as standing_code
    from ledger
    inner join dispositions on ledger.disposition_code = dispositions.disposition_code
)

select
    destination_id, source_id, tool, fact_type_code, local_date,
    count(*) as told_count,
    count(*) filter (where is_done) as sent_count,
    count(*) filter (where verdict_code = 'confirmed') as confirmed_count,
    count(*) filter (where verdict_code = 'missing') as missing_count,
    count(*) filter (where verdict_code = 'doubled') as doubled_count,
    count(*) filter (where verdict_code = 'changed') as changed_count,
    count(*) filter (where standing_code = 'send') as to_send_count,
    count(*) filter (
        where standing_code = 'send' and is_approval_needed and approved_at is null
    ) as approval_count,
    count(*) filter (where standing_code = 'refused') as refused_count,
    count(*) filter (where standing_code = 'waiting') as waiting_count,
    count(*) filter (where standing_code = 'unmapped') as unmapped_count,
    count(*) filter (where standing_code = 'unmatched') as unmatched_count,
    count(*) filter (where not is_done and is_for_steward) as doubtful_count,
    count(*) filter (where standing_code = 'already_there') as already_there_count,
    count(*) filter (where standing_code in ('implied', 'superseded')) as implied_count,
    count(*) filter (where standing_code = 'suppressed') as suppressed_count,
    count(*) filter (where standing_code = 'too_old') as too_old_count,
    count(*) filter (where standing_code in (
        'echo', 'unsupported', 'lacks_phone', 'lacks_detail', 'firewalled', 'withdrawn'
    )) as kept_back_count,
    count(*) filter (where is_changed_since) as changed_since_count,
    cast(0 as bigint) as there_count
from told
group by destination_id, source_id, tool, fact_type_code, local_date
union all
-- What the destination itself shows is nobody else's: it is told as its own source.
select
    shown.destination_id, sources.source_id, sources.tool, shown.fact_type_code,
    shown.local_date, {{ zeros(19) }}, shown.there_count
from shown
inner join sources on shown.destination_id = sources.source_id
