-- What the volunteers' page asks: a function a question, of the one person its link was made for. The
-- login that serves the page may call these and reads no table, so that no mistake of a server shows
-- anybody another's work. What is told is theirs; nobody else is named in it.
create schema if not exists volunteers;

-- What the page is told when somebody comes with a link; noted, whether they are let in or not.
create or replace function volunteers.enter(link text, refused_before bigint default 0)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    found record := landing.read_volunteer_link(link);
    let_in boolean := found.state_code = 'good';
begin
    perform landing.note_audit(
        case when let_in then 'volunteer_page_opened' else 'volunteer_link_refused' end,
        found.person_id, 'the page of volunteers', found.state_code,
        case when let_in then '{}' else jsonb_build_object('refused_before', refused_before) end
    );
    return found.state_code;
end
$$;

create or replace function volunteers.person(link text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return landing.volunteer_of(link);
end
$$;

-- Until when the link is good.
create or replace function volunteers.good_until(link text) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return (
        select expires_at from landing.volunteer_links
        where person_id = volunteer and replace(link_id::text, '-', '') = split_part(link, '.', 1)
    );
end
$$;

-- Who they are to be greeted as, and what there is to thank for: one row.
create or replace function volunteers.thanks(link text) returns table (
    first_name text, record_count bigint, conversation_count bigint, person_count bigint,
    day_count bigint, undated_count bigint, first_date date, last_date date
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return query
    select
        (select people.first_name from marts.people where people.person_id = volunteer),
        count(*), count(*) filter (where ledger.is_conversation),
        count(distinct ledger.subject_person_id), count(distinct ledger.local_date),
        count(*) filter (where ledger.local_date is null), min(ledger.local_date), max(ledger.local_date)
    from marts.volunteer_ledger as ledger
    where ledger.person_id = volunteer;
end
$$;

-- What they did, by kind of work, the most first.
create or replace function volunteers.kinds(link text) returns table (
    authored_type_name text, record_count bigint
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return query
    select ledger.authored_type_name, count(*)
    from marts.volunteer_ledger as ledger
    where ledger.person_id = volunteer
    group by 1 order by 2 desc, 1;
end
$$;

-- What they did in each of the last 12 months, by program, months of nothing included.
create or replace function volunteers.months(link text) returns table (
    program_name text, month_date date, record_count bigint, is_unfinished boolean
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
    newest date := date_trunc('month', current_date);
begin
    return query
    with counted as (
        select ledger.program_name, ledger.month_date, count(*) as record_count
        from marts.volunteer_ledger as ledger
        where ledger.person_id = volunteer
            and ledger.month_date between newest - interval '11 months' and newest
        group by 1, 2
    )
    select
        programs.program_name, months.at::date, coalesce(counted.record_count, 0),
        months.at::date = newest
    from (select distinct counted.program_name from counted) as programs
    cross join generate_series(newest - interval '11 months', newest, '1 month') as months (at)
    left join counted
        on programs.program_name = counted.program_name and counted.month_date = months.at::date
    order by 1, 2;
end
$$;

-- What they did on the newest so many days before one, the newest first.
create or replace function volunteers.days(link text, before date, wanted integer) returns table (
    local_date date, tool text, organization_name text, program_name text,
    authored_type_name text, channel_code text, result_code text, record_count bigint
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return query
    with days as (
        select distinct ledger.local_date as told_date
        from marts.volunteer_ledger as ledger
        where ledger.person_id = volunteer and ledger.local_date < coalesce(before, 'infinity')
        order by 1 desc limit wanted
    )
    select
        ledger.local_date, ledger.tool, ledger.organization_name, ledger.program_name,
        ledger.authored_type_name, ledger.channel_code, ledger.result_code, count(*)
    from marts.volunteer_ledger as ledger
    inner join days on ledger.local_date = days.told_date
    where ledger.person_id = volunteer
    group by 1, 2, 3, 4, 5, 6, 7
    order by 1 desc, 2, 3, 4, 5, 8 desc, 6, 7;
end
$$;

-- What they allow: each grant with its text as it was agreed to, those that hold first.
create or replace function volunteers.grants(link text) returns table (
    grant_id text, organization_name text, records_of_name text, is_default boolean,
    is_onward boolean, authored_types text, purposes text, starts_at timestamptz,
    ends_at timestamptz, revoked_at timestamptz, state_code text, grant_text text
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return query
    select
        held.grant_id, coalesce(receiver.organization_name, held.organization_id),
        coalesce(holder.organization_name, held.records_of_id), held.is_default, held.is_onward,
        held.authored_types, held.purposes, nullif(held.starts_at, '-infinity'),
        nullif(held.ends_at, 'infinity'), held.revoked_at, held.state_code, texts.grant_text
    from landing.grants_of(volunteer) as held
    left join registry.organizations as receiver on held.organization_id = receiver.organization_id
    left join registry.organizations as holder on held.records_of_id = holder.organization_id
    left join registry.grant_texts as texts
        on held.grant_text_id = texts.grant_text_id
        and held.grant_text_version = texts.grant_text_version
    order by held.state_code not in ('active', 'not_yet'), 3, 2, held.starts_at, 1;
end
$$;

-- Takes one of their own grants back; how many that were: none where it is over, or another's.
create or replace function volunteers.revoke_grant(link text, grant_id text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    volunteer text := landing.volunteer_of(link);
begin
    return landing.revoke_grants(
        volunteer, revoke_grant.grant_id, null, 'the volunteer', 'revoked on their own page'
    );
end
$$;

do $$
declare
    made regprocedure;
begin
    for made in select oid from pg_proc where pronamespace = 'volunteers'::regnamespace loop
        execute format('revoke all on function %s from public', made);
        execute format('grant execute on function %s to kith_volunteer', made);
    end loop;
    execute format('grant connect on database %I to kith_volunteer', current_database());
end
$$;
grant usage on schema volunteers to kith_volunteer;
