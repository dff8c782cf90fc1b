-- One row per fact and destination, with all that decides whether it is sent.
{{ config(materialized='ephemeral') }}
with facts as (
    select * from {{ ref('mapped_facts') }}
),

destinations as (
    select * from {{ ref('sync_destinations') }}
),

interfaces as (
    select * from {{ ref('sync_interfaces') }}
),

matches as (
    select * from {{ ref('sync_matches') }}
),

people as (
    select * from {{ ref('people') }}
),

records as (
    select * from {{ ref('newcomer_details') }}
),

strangers as (
    select * from {{ ref('doubted_strangers') }}
),

contact_outcomes as (
    select * from {{ ref('contact_outcomes') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
)

-- Of somebody new nothing is told by which they must not be reached.
select
    facts.*,
    destinations.interface_code,
    destinations.settle_minutes,
    destinations.doubt_hours,
    interfaces.is_grouped,
    interfaces.is_email_needed,
    {{ is_among('facts.fact_type_code', 'interfaces.fact_types') }} as is_supported,
    facts.source_id = facts.destination_id or {{ is_kiths_own('facts') }}
    or coalesce({{ is_among(
        "lower(replace(facts.origin_system, ' ', '_'))", 'interfaces.origin_words'
    ) }}, false) as is_echo,
    matches.target_count,
    matches.target_record_id,
    matches.match_confidence_share,
    strangers.person_id is not null as is_doubted,
    coalesce(contact_outcomes.is_of_number and channels.contact_kind_code = 'phone_e164', false)
        as is_of_number,
    {{ is_refused("case when facts.fact_type_code = 'phone' then 'phone_e164'"
        ~ " when facts.fact_type_code = 'email' then 'email' else facts.channel_code end") }}
        as is_refused,
    records.first_name, records.last_name, records.postal_code, records.birth_date,
    case
        when facts.fact_type_code = 'email' then facts.contact_point
        when not {{ is_refused("'email'") }} then records.email
    end as email,
    case
        when facts.fact_type_code = 'phone' or channels.contact_kind_code = 'phone_e164'
            then facts.contact_point
        when not {{ is_refused("'phone_e164'") }} then records.phone_e164
    end as phone_e164
from facts
inner join destinations on facts.destination_id = destinations.destination_id
inner join interfaces on destinations.interface_code = interfaces.interface_code
left join matches
    on facts.destination_id = matches.destination_id
    and facts.source_id = matches.source_id
    and facts.person_record_type = matches.person_record_type
    and facts.person_record_id = matches.person_record_id
left join people on facts.person_id = people.person_id
left join records
    on facts.fact_type_code = 'new_person'
    and facts.source_id = records.source_id
    and facts.record_type = records.record_type
    and facts.record_id = records.record_id
left join strangers
    on facts.destination_id = strangers.destination_id and facts.person_id = strangers.person_id
left join contact_outcomes
    on facts.fact_type_code = 'contact_attempt' and facts.wider_word = contact_outcomes.result_code
left join channels on facts.channel_code = channels.channel_code
