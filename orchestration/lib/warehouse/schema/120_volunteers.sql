-- The links that open a volunteer's own page: made and ended by stewards, signed and checked by the
-- database itself. What they open is in 121_volunteer_questions.sql.

-- The links there are. A link works while its row says so, too: it can be made useless.
create table if not exists landing.volunteer_links (
    link_id uuid primary key default gen_random_uuid(),
    person_id text not null,
    expires_at timestamptz not null,
    made_at timestamptz not null default clock_timestamp(),
    made_by text not null check (made_by <> ''),
    ended_at timestamptz,
    ended_by text
);
create index if not exists volunteer_links_of_a_person on landing.volunteer_links (person_id);

-- HMAC-SHA256 (RFC 2104), without an extension.
create or replace function landing.hmac_sha256(key bytea, message bytea) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    padded bytea := case when length(key) > 64 then sha256(key) else key end;
    inner_pad bytea;
    outer_pad bytea;
begin
    padded := padded || decode(repeat('00', 64 - length(padded)), 'hex');
    inner_pad := padded;
    outer_pad := padded;
    for place in 0..63 loop
        inner_pad := set_byte(inner_pad, place, get_byte(padded, place) # 54);
        outer_pad := set_byte(outer_pad, place, get_byte(padded, place) # 92);
    end loop;
    return sha256(outer_pad || sha256(inner_pad || message));
end
$$;

-- What a link says, and the signature that only this installation makes.
create or replace function landing.signed_volunteer_link(
    link_id uuid, person_id text, expires_at timestamptz
) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    key bytea := landing.hmac_sha256(
        convert_to(landing.installation_secret(), 'UTF8'), convert_to('volunteer links', 'UTF8')
    );
    said text := concat_ws(
        '.', replace(link_id::text, '-', ''), person_id, extract(epoch from expires_at)::bigint
    );
begin
    return said || '.' || encode(landing.hmac_sha256(key, convert_to(said, 'UTF8')), 'hex');
end
$$;

-- Whose a link is, and whether it is good; why not: tampered, expired, ended, or moved, which is of
-- a person whose id is another one now. Only a link that is rightly signed names anybody.
create or replace function landing.read_volunteer_link(
    link text, out state_code text, out person_id text
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    parts text[] := regexp_match(link, '^([0-9a-f]{32})\.([a-z]+_[0-9a-f]+)\.([0-9]{1,11})\.[0-9a-f]{64}$');
    expires_at timestamptz := to_timestamp(parts[3]::bigint);
    -- Both are hashed with what nobody knows, so that how long it takes to compare tells nothing.
    salt bytea := convert_to(gen_random_uuid()::text, 'UTF8');
    known landing.volunteer_links;
begin
    state_code := 'tampered';
    if parts is null or sha256(salt || convert_to(link, 'UTF8')) is distinct from sha256(
        salt || convert_to(
            landing.signed_volunteer_link(parts[1]::uuid, parts[2], expires_at), 'UTF8'
        )
    ) then
        return;
    end if;
    person_id := parts[2];
    select * into known from landing.volunteer_links where link_id = parts[1]::uuid;
    state_code := case
        when known.link_id is null or known.ended_at is not null then 'ended'
        when least(expires_at, known.expires_at) <= clock_timestamp() then 'expired'
        when not exists (
            select from identity.person_ids as ids
            where ids.person_id = known.person_id and ids.current_person_id = known.person_id
        ) then 'moved'
        else 'good'
    end;
end
$$;

-- Made and ended by stewards, who say for whom.
create or replace function landing.make_volunteer_link(
    person_id text, lifetime interval, made_by text
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made landing.volunteer_links;
begin
    insert into landing.volunteer_links (person_id, expires_at, made_by)
    values (
        make_volunteer_link.person_id, date_trunc('second', clock_timestamp() + lifetime),
        make_volunteer_link.made_by
    )
    returning * into made;
    perform landing.note_audit(
        'volunteer_link_made', made.person_id, made_by, 'asked for',
        jsonb_build_object('link_id', made.link_id, 'expires_at', made.expires_at)
    );
    return landing.signed_volunteer_link(made.link_id, made.person_id, made.expires_at);
end
$$;

create or replace function landing.end_volunteer_links(person_id text, ended_by text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    ended bigint;
begin
    update landing.volunteer_links as links
    set ended_at = clock_timestamp(), ended_by = end_volunteer_links.ended_by
    where links.person_id = end_volunteer_links.person_id and links.ended_at is null;
    get diagnostics ended = row_count;
    perform landing.note_audit(
        'volunteer_links_ended', person_id, ended_by, 'asked for',
        jsonb_build_object('link_count', ended)
    );
    return ended;
end
$$;

-- Whose link it is. Every question begins with it, and ends here for a link that isn't good.
create or replace function landing.volunteer_of(link text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    found record := landing.read_volunteer_link(link);
begin
    if found.state_code <> 'good' then
        raise exception 'This link does not open anything (%).', found.state_code
            using errcode = 'insufficient_privilege';
    end if;
    return found.person_id;
end
$$;

do $$
declare
    made regprocedure;
begin
    for made in
        select oid from pg_proc where pronamespace = 'landing'::regnamespace and proname in (
            'hmac_sha256', 'signed_volunteer_link', 'read_volunteer_link', 'volunteer_of',
            'make_volunteer_link', 'end_volunteer_links'
        )
    loop
        execute format('revoke all on function %s from public', made);
    end loop;
end
$$;
grant execute on function landing.make_volunteer_link(text, interval, text),
    landing.end_volunteer_links(text, text) to kith_steward;
grant select on landing.volunteer_links to kith_steward;
