-- One row per incident: something that somebody has to mend, or had to.
with spells as (
    select * from {{ ref('incident_spells') }}
),

types as (
    select * from {{ ref('incident_types') }}
),

sources as (
    select * from {{ ref('sources') }}
),

source_contacts as (
    select * from {{ ref('source_contacts') }}
),

part_contacts as (
    select * from {{ ref('part_contacts') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

-- What no source did is held to what is promised of everything.
promises as (
    select source_id, promised_value, since_date, until_date
    from {{ ref('source_promises') }}
    where promise_code = 'response_hours'
    union all
    select
        null, promised_value, coalesce(since_date, cast('-infinity' as date)),
        coalesce(until_date, cast('infinity' as date))
    from {{ ref('promises') }}
    where promise_code = 'response_hours' and subject_type = 'everything'
)

select
    concat_ws(
        '/', spells.incident_type_code, spells.source_id, spells.record_type,
        to_char(spells.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ) as incident_id,
    spells.incident_type_code,
    types.incident_type_name,
    spells.source_id,
    sources.tool,
    sources.organization_id,
    spells.record_type,
    spells.subject_name,
    spells.load_id,
    spells.opened_at,
    spells.closed_at,
    spells.closed_at is null as is_open,
    types.is_blocking,
    spells.opened_at + promises.promised_value * interval '1 hour' as due_at,
    coalesce(
        coalesce(spells.closed_at, {{ right_now() }})
        > spells.opened_at + promises.promised_value * interval '1 hour',
        false
    ) as is_overdue,
    spells.file_count,
    spells.affected_count,
    {{ nearest_contact('responsible') }},
    {{ nearest_contact('fixes') }},
    {{ nearest_contact('escalates') }},
    types.message,
    types.advice,
    replace(types.command, '{source_id}', coalesce(spells.source_id, '')) as command
from spells
inner join types on spells.incident_type_code = types.incident_type_code
left join sources on spells.source_id = sources.source_id
left join organizations on sources.organization_id = organizations.organization_id
left join source_contacts as of_source on spells.source_id = of_source.source_id
left join part_contacts as of_gate
    on of_gate.subject_type = 'gate' and types.gate_name = of_gate.subject_id
-- What failed begins with the model whose it is (orchestration/lib/build/run.py).
left join part_contacts as of_model
    on of_model.subject_type = 'model' and types.gate_name = 'second'
    and split_part(spells.subject_name, ': ', 1) = of_model.subject_id
left join part_contacts as of_everything on of_everything.subject_type = 'everything'
left join promises
    on spells.source_id is not distinct from promises.source_id
    and {{ day_of('spells.opened_at', "coalesce(organizations.time_zone, 'UTC')") }}
    between promises.since_date and promises.until_date
where spells.source_id is null or sources.source_id is not null
