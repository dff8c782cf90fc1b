-- What was done with people's data: appended by landing.note_audit(), changed by nobody. Each row's
-- hash covers the row before, so that one changed, taken out or slipped in between is found
-- (orchestration/lib/audit.py). It holds no personal data: whom it was about is a keyed hash.
create table if not exists landing.audit_trail (
    entry_number bigint primary key,
    noted_at timestamptz not null,
    action_code text not null check (action_code ~ '^[a-z]+(_[a-z]+)*$'),
    -- landing.subject_key() of a person id or a record's key; empty where it is about nobody.
    subject_key text,
    -- Who did it: a login, or the part of Kith that did.
    actor text not null check (actor <> ''),
    reason text not null check (reason <> ''),
    details jsonb not null check (jsonb_typeof(details) = 'object'),
    -- The hash of the row before; empty in the first. No two rows follow the same one.
    previous_hash text not null unique,
    hash text not null
);
create index if not exists audit_trail_of_a_subject on landing.audit_trail (subject_key);

-- Not even the owner, by mistake: who means it has to take the trigger away first.
create or replace function landing.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is appended to and never changed.', tg_argv[0];
end
$$;
create or replace trigger nothing_is_changed
    before update or delete or truncate on landing.audit_trail
    for each statement execute function landing.refuse_change('landing.audit_trail');

-- Whom something is about, as a hash that only this installation can make.
create or replace function landing.subject_key(subject text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select encode(
        sha256(convert_to(landing.installation_secret() || '|subject|' || subject, 'UTF8')), 'hex'
    )
$$;
revoke all on function landing.subject_key(text) from public;

-- Appends one row and says its hash. Writers wait for each other until they commit, so it is called
-- last in a transaction.
create or replace function landing.note_audit(
    action_code text, subject text, actor text, reason text, details jsonb
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    newest landing.audit_trail;
    made landing.audit_trail;
begin
    -- What reaches a person, as audit.py has it: no row could be taken out again.
    if exists (
        select from (
            select note_audit.reason as told
            union all
            select value #>> '{}' from jsonb_path_query(
                coalesce(note_audit.details, '{}'), '$.** ? (@.type() == "string")'
            ) as value
        ) as texts
        where regexp_replace(told, '\m\d{4}-\d{2}-\d{2}\M', '', 'g')
            ~ '\S@\S|(?<![\w:-])\+?\d(?:[ ().-]{0,2}\d){6,14}(?![\w:-])'
    ) then
        raise exception 'What is noted for the audit may name no address and no telephone number.';
    end if;
    perform pg_advisory_xact_lock(hashtext('kith audit trail'));
    select * into newest from landing.audit_trail order by entry_number desc limit 1;
    made.entry_number := coalesce(newest.entry_number, 0) + 1;
    made.noted_at := clock_timestamp();
    made.action_code := note_audit.action_code;
    made.subject_key := landing.subject_key(note_audit.subject);
    made.actor := note_audit.actor;
    made.reason := note_audit.reason;
    made.details := coalesce(note_audit.details, '{}');
    made.previous_hash := coalesce(newest.hash, '');
    -- Each value with its length before it, so that none can pass for another; audit.py does the same.
    select encode(sha256(convert_to(
        string_agg(coalesce(octet_length(value) || ':' || value, '-'), ',' order by place), 'UTF8'
    )), 'hex') into made.hash
    from unnest(array[
        made.previous_hash, made.entry_number::text,
        to_char(made.noted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        made.action_code, made.subject_key, made.actor, made.reason, made.details::text
    ]) with ordinality as parts (value, place);
    insert into landing.audit_trail select made.*;
    return made.hash;
end
$$;
revoke all on function landing.note_audit(text, text, text, text, jsonb) from public;

grant execute on function landing.note_audit(text, text, text, text, jsonb), landing.subject_key(text)
    to kith_lander, kith_builder, kith_steward;
grant select on landing.audit_trail to kith_steward, kith_builder;
