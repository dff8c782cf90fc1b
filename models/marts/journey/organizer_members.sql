-- One row per person and somebody who organizes them, or did: since when, by which record.
with ties as (
    select * from {{ ref('member_ties') }}
    where is_organizing
),

rules as (
    select * from {{ ref('journey_rules') }}
    where rule_code = 'organized'
),

-- What we know reaches to the newest export, not to today.
known as (
    select max(received_at) as known_until_at from {{ ref('interactions') }}
),

newest as (
    select
        *,
        max(received_at) over (
            partition by source_id, person_record_type, person_record_id, relationship_code
        ) as newest_at
    from ties
),

-- A record that names another organizer than it did has handed its person on. Holding what
-- somebody came to counts for as long as the rule says.
dated as (
    select
        newest.*,
        case
            when newest.confidence_code = 'stated' then newest.received_at = newest.newest_at
            else known.known_until_at <= {{ days_after('newest.tied_at', 'rules.rule_days') }}
        end as is_kept
    from newest
    cross join rules
    cross join known
),

in_order as (
    select
        dated.*,
        min(tied_at) over by_pair as since_at,
        max(tied_at) over by_pair as latest_at,
        coalesce(bool_or(is_kept) over by_pair, false) as is_current,
        count(*) over by_pair as tie_count,
        row_number() over (
            partition by person_id, related_person_id
            order by
                confidence_code = 'stated' desc, tied_at nulls last, source_id, record_type,
                record_id
        ) as place
    from dated
    window by_pair as (partition by person_id, related_person_id)
)

select
    person_id,
    related_person_id as organizer_person_id,
    since_at,
    latest_at,
    is_current,
    relationship_code,
    confidence_code,
    tie_count,
    source_id,
    tool,
    record_type,
    record_id
from in_order
where place = 1
