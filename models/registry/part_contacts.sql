-- One row per gate, per model and for everything: who holds which role for it.
with edges as (
    select * from {{ ref('lineage_edges') }}
),

roles as (
    select * from {{ ref('roles') }}
),

parts as (
    select distinct
        'model' as subject_type,
        node_name as subject_id,
        folder_name || '/' || node_name as path_name
    from edges
    where node_id like 'model.%'
    union all
    select
        'gate',
        gate_name,
        'gates/' || gate_name
    from (values ('first'), ('second')) as gates (gate_name)
    union all
    select 'everything', '', ''
),

-- A model is meant by its name, its folder or a folder around that; the nearest counts.
held as (
    select distinct on (parts.subject_type, parts.subject_id, roles.role_code)
        parts.subject_type,
        parts.subject_id,
        roles.role_code,
        roles.contact
    from parts
    inner join roles
        on roles.subject_type = parts.subject_type
        and (
            roles.subject_type = 'everything'
            or roles.subject_id = parts.subject_id
            or parts.path_name like roles.subject_id || '/%'
        )
    order by
        parts.subject_type, parts.subject_id, roles.role_code,
        roles.subject_id = parts.subject_id desc,
        length(roles.subject_id) desc
)

select
    subject_type,
    subject_id,
    max(contact) filter (where role_code = 'responsible') as responsible_contact,
    max(contact) filter (where role_code = 'fixes') as fixes_contact,
    max(contact) filter (where role_code = 'escalates') as escalates_contact
from held
group by subject_type, subject_id
