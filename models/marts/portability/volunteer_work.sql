-- One row per volunteer, organization and kind of work: how much ever, and how much of it lately.
{{ config(materialized='ephemeral') }}
with withdrawn as (
    select source_id, record_type, record_id from {{ ref('withdrawn_records') }}
    where is_holder
),

ledger as (
    select * from {{ ref('volunteer_ledger') }}
    where occurred_at is not null
        and (source_id, record_type, record_id) not in (select withdrawn.* from withdrawn)
),

known_until as (
    select * from {{ ref('known_until') }}
),

-- Nobody is thanked for what they took back. Work noted for a day to come is none yet.
done as (
    select
        ledger.*,
        ledger.occurred_at > {{ days_after(
            'known_until.known_at', '-' ~ limit_of('program_limits', 'thanks_days')
        ) }} as is_recent
    from ledger
    cross join known_until
    where ledger.occurred_at <= known_until.known_at
)

select
    person_id,
    organization_id,
    authored_type_code,
    count(*) as record_count,
    count(*) filter (where is_recent) as recent_count,
    max(occurred_at) filter (where not is_recent) as last_before_at,
    min(occurred_at) filter (where is_recent) as first_recent_at,
    max(occurred_at) filter (where is_recent) as last_worked_at
from done
group by person_id, organization_id, authored_type_code
