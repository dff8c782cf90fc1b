-- One row per channel and contact point not to be used, and the record that says so first.
with consent_decisions as (
    select
        *,
        max(said_at) filter (where said_code = 'opted_in') over (
            partition by source_id, channel_code, contact_point
        ) as last_yes_at
    from {{ ref('consent_decisions') }}
    where contact_point is not null
),

suppressing_codes as (
    select * from {{ ref('suppressing_codes') }}
),

-- A later yes lifts a no said before on the same contact point to the same account.
standing as (
    select
        consent_decisions.*,
        row_number() over (
            partition by consent_decisions.channel_code, consent_decisions.contact_point
            order by
                consent_decisions.said_at, consent_decisions.source_id,
                consent_decisions.record_type, consent_decisions.record_id
        ) as place
    from consent_decisions
    inner join suppressing_codes
        on consent_decisions.vocabulary_name = suppressing_codes.vocabulary
        and consent_decisions.said_code = suppressing_codes.code
    where consent_decisions.last_yes_at is null
        or consent_decisions.said_at >= consent_decisions.last_yes_at
)

select
    channel_code,
    contact_point,
    said_code,
    said_at,
    source_id,
    tool,
    record_type,
    record_id
from standing
where place = 1
