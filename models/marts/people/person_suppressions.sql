-- One row per person and channel they must not be reached by, and the record that says so first.
with consent_decisions as (
    select
        *,
        max(said_at) filter (where said_code = 'opted_in') over (
            partition by
                source_id, person_record_type, person_record_id, channel_code, contact_point
        ) as last_yes_at
    from {{ ref('consent_decisions') }}
),

contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
),

record_statuses as (
    select * from {{ ref('all_record_statuses') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

suppressing_codes as (
    select * from {{ ref('suppressing_codes') }}
),

-- A later yes of the same person's record lifts a no said before on the same contact point. What
-- somebody asked a caller for is among the decisions.
said as (
    select
        vocabulary_name as vocabulary, said_code as code, channel_code, source_id, tool,
        record_type, record_id, person_record_type, person_record_id, said_at
    from consent_decisions
    where last_yes_at is null or said_at >= last_yes_at
    union all
    select
        'contact_results', result_code, null, source_id, tool, record_type, record_id,
        person_record_type, person_record_id, coalesce(attempted_at, received_at)
    from contact_attempts
    where result_code <> 'do_not_contact'
    union all
    select
        'record_statuses', status_code, null, source_id, tool, record_type, record_id,
        about_record_type, about_record_id, coalesce(changed_at, received_at)
    from record_statuses
),

ranked as (
    select
        record_persons.person_id,
        coalesce(suppressing_codes.channel_code, said.channel_code, 'all') as channel_code,
        said.vocabulary, said.code, said.said_at,
        said.source_id, said.tool, said.record_type, said.record_id,
        row_number() over (
            partition by
                record_persons.person_id,
                coalesce(suppressing_codes.channel_code, said.channel_code, 'all')
            order by said.said_at, said.source_id, said.record_type, said.record_id
        ) as place
    from said
    inner join suppressing_codes
        on said.vocabulary = suppressing_codes.vocabulary
        and said.code = suppressing_codes.code
    inner join record_persons
        on said.source_id = record_persons.source_id
        and said.person_record_type = record_persons.record_type
        and said.person_record_id = record_persons.record_id
)

select
    person_id,
    channel_code,
    vocabulary as vocabulary_name,
    code as said_code,
    said_at,
    source_id,
    tool,
    record_type,
    record_id
from ranked
where place = 1
