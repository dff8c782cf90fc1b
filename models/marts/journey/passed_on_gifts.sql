-- One row per gift that a tool passed on, with the record of another source that tells it already.
with donations as (
    select * from {{ ref('all_donations') }}
),

sources as (
    select * from {{ ref('sources') }}
),

ranks as (
    select * from {{ ref('source_ranks') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

-- Whose order it is: the tool's own, unless it says that the gift was first made elsewhere.
gifts as (
    select
        donations.*,
        case when coalesce(donations.status_code, 'completed') = 'completed' then 'donation'
            else 'voided_donation'
        end as interaction_type_code,
        sources.organization_id,
        ranks.telling_rank,
        lower(replace(coalesce(donations.origin_system, donations.tool), ' ', '_')) as order_system
    from donations
    inner join sources on donations.source_id = sources.source_id
    inner join ranks on donations.source_id = ranks.source_id
    inner join record_persons
        on donations.source_id = record_persons.source_id
        and donations.person_record_type = record_persons.record_type
        and donations.person_record_id = record_persons.record_id
    where donations.order_id is not null and donations.origin_id is null
),

-- An order holds a gift for each recipient, and a series has one order for all its payments: only
-- the amount and the days tell them apart. Three days are less than half a week's payment.
told_already as (
    select
        gifts.*,
        kept.source_id as kept_source_id,
        kept.record_type as kept_record_type,
        kept.record_id as kept_record_id,
        row_number() over (
            partition by gifts.source_id, gifts.record_type, gifts.record_id
            order by
                kept.tool <> kept.order_system,
                case when kept.tool <> kept.order_system then kept.telling_rank end,
                kept.organization_id <> gifts.organization_id, kept.telling_rank,
                abs(extract(epoch from kept.donated_at - gifts.donated_at)), kept.record_type,
                kept.record_id
        ) as place
    from gifts
    inner join gifts as kept
        on gifts.order_system = kept.order_system
        and gifts.order_id = kept.order_id
        and gifts.amount_cents = kept.amount_cents
        and kept.donated_at between {{ days_after('gifts.donated_at', -3) }}
        and {{ days_after('gifts.donated_at', 3) }}
        and kept.source_id <> gifts.source_id
        and (kept.tool = kept.order_system or kept.telling_rank < gifts.telling_rank)
    where gifts.tool <> gifts.order_system
)

select
    source_id, tool, record_type, record_id, interaction_type_code, kept_source_id,
    kept_record_type, kept_record_id, order_system as origin_system, order_id, received_at,
    loaded_at
from told_already
where place = 1
