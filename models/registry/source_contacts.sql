-- One row per source: who is responsible for it, who mends it and who is told when nobody does.
with sources as (
    select * from {{ ref('sources') }}
),

roles as (
    select * from {{ ref('roles') }}
),

-- What is said of the source itself counts before its tool's, its organization's and everything's.
held as (
    select distinct on (sources.source_id, roles.role_code)
        sources.source_id,
        roles.role_code,
        roles.contact
    from sources
    inner join roles
        on roles.subject_type = 'everything'
        or (roles.subject_type = 'organization' and roles.subject_id = sources.organization_id)
        or (roles.subject_type = 'tool' and roles.subject_id = sources.tool)
        or (roles.subject_type = 'source' and roles.subject_id = sources.source_id)
    order by
        sources.source_id, roles.role_code,
        case roles.subject_type
            when 'source' then 1 when 'tool' then 2 when 'organization' then 3 else 4
        end
)

select
    sources.source_id,
    max(held.contact) filter (where held.role_code = 'responsible') as responsible_contact,
    max(held.contact) filter (where held.role_code = 'fixes') as fixes_contact,
    max(held.contact) filter (where held.role_code = 'escalates') as escalates_contact
from sources
left join held on sources.source_id = held.source_id
group by sources.source_id
