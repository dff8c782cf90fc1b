-- One row per fact and destination, and what becomes of it looked at by itself.
{{ config(materialized='ephemeral') }}
with facts as (
    select * from {{ ref('flagged_facts') }}
),

shown_facts as (
    select * from {{ ref('shown_facts') }}
),

withdrawn_records as (
    select * from {{ ref('withdrawn_records') }}
),

stops as (
    select distinct contact_point from {{ ref('contact_point_suppressions') }}
),

sides as (
    select * from {{ ref('firewall_sides') }}
),

other_sides as (
    select * from {{ ref('firewall_sides') }}
),

-- What is set there of a sign-up stands, unless the fact says first what came of it. Where it is
-- Kith's own word, so do a call-off, whoever signed up again since, and what told that word before.
shown as (
    select
        facts.destination_id, facts.fact_key,
        bool_or(facts.shown_word = shown_facts.shown_word) as is_there
    from facts
    inner join shown_facts
        on facts.destination_id = shown_facts.destination_id
        and facts.person_id = shown_facts.person_id
        and facts.fact_type_code = shown_facts.fact_type_code
        and {{ is_same_occasion('shown_facts', 'facts') }}
    where facts.shown_word = shown_facts.shown_word
        or facts.target_id = shown_facts.shown_event_id
        and not {{ is_later_word('facts', 'shown_facts') }}
    group by facts.destination_id, facts.fact_key
),

withdrawn as (
    select distinct facts.destination_id, facts.fact_key
    from facts
    inner join withdrawn_records
        on facts.source_id = withdrawn_records.source_id
        and facts.record_type = withdrawn_records.record_type
        and facts.record_id = withdrawn_records.record_id
    where withdrawn_records.is_holder
        or withdrawn_records.organization_id = facts.destination_organization_id
)

select
    facts.*,
    {{ disposition_of([
        ['firewalled', 'sides.side_name <> other_sides.side_name'],
        ['withdrawn', 'withdrawn.fact_key is not null'],
        ['echo', 'facts.is_echo'],
        ['unsupported', 'not facts.is_supported'],
        ['too_old', 'facts.is_too_old'],
        ['suppressed', "facts.fact_type_code <> 'do_not_contact' and facts.is_refused"],
        ['suppressed', "facts.fact_type_code in ('phone', 'email') and stops.contact_point is not null"],
        ['unmapped', 'facts.unmapped_vocabulary_name is not null'],
        ['lacks_phone', 'facts.is_of_number and facts.phone_e164 is null'],
        ['already_there', "facts.fact_type_code = 'new_person' and facts.target_count is not null"],
        ['doubtful_match', "facts.fact_type_code = 'new_person' and facts.is_doubted"],
        ['lacks_detail', "facts.fact_type_code = 'new_person' and not " ~ is_known_enough('facts')],
        ['send', "facts.fact_type_code = 'new_person'"],
        ['unmatched', 'coalesce(facts.target_count, 0) = 0'],
        ['several_matches', 'facts.target_count > 1'],
        ['doubtful_match', 'coalesce(facts.match_confidence_share, 0) < '
            ~ limit_of('sync_limits', 'least_match_share')],
        ['already_there', 'shown.is_there'],
        ['superseded', 'shown.fact_key is not null'],
    ], otherwise="'send'") }} as own_disposition_code
from facts
left join shown
    on facts.destination_id = shown.destination_id and facts.fact_key = shown.fact_key
left join withdrawn
    on facts.destination_id = withdrawn.destination_id and facts.fact_key = withdrawn.fact_key
left join stops on facts.contact_point = stops.contact_point
left join sides on facts.organization_id = sides.organization_id
left join other_sides on facts.destination_organization_id = other_sides.organization_id
