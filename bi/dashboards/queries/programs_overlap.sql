-- One row per two programs of an organization (or of all, null), in the order people came to them.
with names as (
    select distinct program_code, program_name from marts.program_360
),
totals as (
    select program_code, sum(people_count) as people_count
    from marts.program_totals
    where organization_id = %(organization_id)s or %(organization_id)s is null
    group by program_code
)
select
    names.program_name,
    later_names.program_name as later_program_name,
    sum(pairs.people_count)::bigint as people,
    sum(pairs.active_people_count)::bigint as active_people,
    sum(pairs.people_count) / max(totals.people_count) as people_share,
    (sum(pairs.median_days * pairs.people_count) / sum(pairs.people_count))::integer
        as typical_days
from marts.program_overlaps as pairs
inner join names on pairs.program_code = names.program_code
inner join names as later_names on pairs.later_program_code = later_names.program_code
inner join totals on pairs.program_code = totals.program_code
where pairs.organization_id = %(organization_id)s or %(organization_id)s is null
group by names.program_name, later_names.program_name
order by people desc, names.program_name, later_names.program_name
limit 200
