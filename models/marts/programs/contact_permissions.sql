-- One row per person, organization that knows them, and channel about which anything was said.
with refusals as (
    select
        *,
        row_number() over (
            partition by person_id, channel_code
            order by
                is_own_word desc, said_at, said_channel_code, source_id, record_type, record_id
        ) as place
    from {{ ref('person_refusals') }}
),

allowances as (
    select * from {{ ref('person_allowances') }}
),

person_organizations as (
    select * from {{ ref('person_organizations') }}
),

sources as (
    select * from {{ ref('sources') }}
),

-- A no, whoever heard it, binds every organization; a yes is given to the one that asked.
said as (
    select
        refusals.person_id, person_organizations.organization_id, refusals.channel_code,
        false as is_permitted, refusals.said_channel_code, refusals.said_code, refusals.said_at,
        refusals.source_id, refusals.tool, refusals.record_type, refusals.record_id,
        refusals.is_own_word
    from refusals
    inner join person_organizations on refusals.person_id = person_organizations.person_id
    where refusals.place = 1
    union all
    select
        allowances.person_id, allowances.organization_id, allowances.channel_code, true,
        allowances.said_channel_code, allowances.said_code, allowances.said_at,
        allowances.source_id, allowances.tool, allowances.record_type, allowances.record_id, true
    from allowances
    left join refusals
        on allowances.person_id = refusals.person_id
        and allowances.channel_code = refusals.channel_code
        and refusals.place = 1
    where refusals.person_id is null
)

select
    said.*,
    sources.organization_id = said.organization_id as is_said_here
from said
inner join sources on said.source_id = sources.source_id
