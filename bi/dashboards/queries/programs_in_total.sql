-- One row per program of an organization (or of all): people counted once, however often reached.
with programs as (
    select distinct program_code, program_name
    from marts.program_360
)
select
    programs.program_name,
    count(distinct participations.person_id) filter (where participations.is_reached)
        as people_reached,
    sum(participations.conversation_count)::bigint as conversations,
    sum(participations.sign_up_count)::bigint as sign_ups,
    sum(participations.show_count)::bigint as shows,
    sum(participations.flake_count)::bigint as no_shows
from marts.program_participations as participations
inner join programs using (program_code)
where (participations.organization_id = %(organization_id)s or %(organization_id)s is null)
    and participations.month_date >= %(first_month)s
group by programs.program_name
order by people_reached desc, programs.program_name
