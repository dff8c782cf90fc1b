-- One row per program and hour by the clock of a day (null: the newest), up to its newest export,
-- beside the same hour a week before.
with kept as (
    select
        *,
        hour_at at time zone time_zone as clock_at,
        max(local_date) over () as newest_date
    from marts.program_hours
    where organization_id = %(organization_id)s or %(organization_id)s is null
),
programs as (
    select
        kept.organization_id,
        kept.program_code,
        coalesce(%(day_date)s::date, kept.newest_date) as day_date,
        max(freshness.last_export_at) at time zone kept.time_zone as told_until
    from (select distinct organization_id, program_code, time_zone, newest_date from kept) as kept
    inner join marts.program_freshness as freshness using (organization_id, program_code)
    group by kept.organization_id, kept.program_code, kept.time_zone, kept.newest_date
),
hours as (
    select
        programs.*,
        clock_at,
        clock_at + interval '1 hour' > told_until as is_unfinished
    from programs
    cross join lateral
        generate_series(day_date, day_date + interval '23 hours', interval '1 hour') as clock_at
    where clock_at < told_until
)
select
    hours.program_code,
    coalesce(programs.program_name, initcap(hours.program_code)) as program_name,
    hours.clock_at,
    bool_or(hours.is_unfinished) as is_unfinished,
    coalesce(sum(kept.interaction_count), 0)::bigint as everything,
    coalesce(sum(kept.attempt_count), 0)::bigint as attempts,
    coalesce(sum(kept.contact_count), 0)::bigint as contacts,
    coalesce(sum(kept.conversation_count), 0)::bigint as conversations,
    coalesce(sum(kept.sign_up_count), 0)::bigint as sign_ups,
    coalesce(sum(kept.show_count), 0)::bigint as shows,
    coalesce(sum(kept.compared_interaction_count), 0)::bigint as before_everything,
    coalesce(sum(kept.compared_attempt_count), 0)::bigint as before_attempts,
    coalesce(sum(kept.compared_contact_count), 0)::bigint as before_contacts,
    coalesce(sum(kept.compared_conversation_count), 0)::bigint as before_conversations,
    coalesce(sum(kept.compared_sign_up_count), 0)::bigint as before_sign_ups,
    coalesce(sum(kept.compared_show_count), 0)::bigint as before_shows
from hours
left join (select distinct program_code, program_name from marts.program_360) as programs
    using (program_code)
left join kept using (organization_id, program_code, clock_at)
group by hours.program_code, programs.program_name, hours.clock_at
order by program_name, hours.clock_at
limit 2000
