-- What volunteers let organizations do with the records they made: appended to and never changed,
-- so that what held on any day can be told. models/marts/portability says what follows from it.

-- One row per grant. It is the volunteer's of whom the record is, whoever that is found to be.
create table if not exists landing.grants (
    grant_id bigint generated always as identity primary key,
    -- One of the volunteer's person records, source_id/record_type/record_id.
    record_key text not null,
    -- Whose sources hold the records, and who may use them: the same, or a party or hub.
    records_of_id text not null,
    organization_id text not null,
    -- Passed on by whom the records are of: it rests on this grant of theirs, or on what they have
    -- by default where it names none.
    is_onward boolean not null default false,
    parent_grant_id bigint references landing.grants deferrable initially deferred,
    -- Words of vocabulary.authored_types with a space between; empty for all of them.
    authored_types text not null default '',
    -- Words of vocabulary.grant_purposes with a space between.
    purposes text not null check (purposes <> ''),
    -- It holds from the one instant on and until just before the other; empty for ever.
    starts_at timestamptz not null,
    ends_at timestamptz,
    grant_text_id text not null,
    grant_text_version integer not null,
    recorded_by text not null check (recorded_by <> ''),
    -- When the transaction began: what asks in the same one sees it hold.
    recorded_at timestamptz not null default now(),
    constraint a_grant_ends_after_it_starts check (ends_at > starts_at),
    constraint what_is_passed_on_rests_on_something check (parent_grant_id is null or is_onward),
    constraint nothing_is_passed_on_to_its_holder
        check (not is_onward or organization_id <> records_of_id)
);
create index if not exists grants_of_a_record on landing.grants (record_key);
create index if not exists grants_of_a_parent on landing.grants (parent_grant_id);

-- One row per word that a grant holds no more: one that was given, or what is granted by default.
create table if not exists landing.grant_revocations (
    revocation_id bigint generated always as identity primary key,
    record_key text not null,
    grant_id bigint references landing.grants deferrable initially deferred,
    -- Of a default: whose sources hold the records, and who may use them no more.
    records_of_id text,
    organization_id text,
    reason text not null check (reason <> ''),
    recorded_by text not null check (recorded_by <> ''),
    revoked_at timestamptz not null default now(),
    constraint one_grant_or_a_default check (
        (grant_id is null) = (records_of_id is not null and organization_id is not null)
    )
);
create index if not exists grant_revocations_of_a_record on landing.grant_revocations (record_key);

-- What readers of marts are kept from now, and who else may use it no more: what
-- models/marts/portability/withdrawn_records says, kept up with each grant, revocation and build.
create table if not exists landing.withdrawn_records (
    source_id text not null,
    record_type text not null,
    record_id text not null,
    organization_id text not null,
    is_holder boolean not null,
    withdrawn_at timestamptz,
    primary key (source_id, record_type, record_id, organization_id)
);

-- Who has been given what: packages, exports of all, rows passed on. Whom it is about are keyed
-- hashes of person records, so that whoever was given somebody's can be told.
create table if not exists landing.shares (
    share_id bigint generated always as identity primary key,
    share_code text not null check (share_code ~ '^[a-z]+(_[a-z]+)*$'),
    receiver text not null check (receiver <> ''),
    shared_by text not null check (shared_by <> ''),
    shared_at timestamptz not null default now(),
    -- Of everybody an organization knows; else landing.share_records has whose.
    is_everybody boolean not null
);
create table if not exists landing.share_records (
    share_id bigint not null references landing.shares on delete cascade,
    record_hash text not null,
    primary key (record_hash, share_id)
);

grant select on landing.grants, landing.grant_revocations to kith_builder, kith_steward;
grant select, insert on landing.shares, landing.share_records to kith_steward;
grant select on landing.shares, landing.share_records to kith_builder;
grant select on landing.withdrawn_records to kith_builder, kith_steward;
-- Read by the policies on marts alone: neither can name it, having no use of its schema.
grant select on landing.withdrawn_records to bi_reader, bi_viewer;

-- Keeps landing.withdrawn_records what the models say now. Nothing where they were never built.
create or replace function landing.settle_withdrawals() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if to_regprocedure('marts_next.current_withdrawn_records()') is null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('kith withdrawals'));
    drop table if exists pg_temp.kith_withdrawn;
    create temporary table kith_withdrawn on commit drop as
        select source_id, record_type, record_id, organization_id, is_holder, withdrawn_at
        from marts_next.current_withdrawn_records();
    delete from landing.withdrawn_records as kept
    where not exists (
        select from pg_temp.kith_withdrawn as found
        where found.source_id = kept.source_id and found.record_type = kept.record_type
            and found.record_id = kept.record_id and found.organization_id = kept.organization_id
    );
    insert into landing.withdrawn_records select * from pg_temp.kith_withdrawn
    on conflict (source_id, record_type, record_id, organization_id) do update
        set withdrawn_at = excluded.withdrawn_at
        where withdrawn_records.withdrawn_at is distinct from excluded.withdrawn_at;
end
$$;

-- The grants about a person as they stand now: given, and by default wherever they have worked.
create or replace function landing.grants_of(person_id text) returns table (
    grant_id text, records_of_id text, organization_id text, is_default boolean, is_onward boolean,
    parent_grant_id text, authored_types text, purposes text, starts_at timestamptz,
    ends_at timestamptz, revoked_at timestamptz, state_code text, grant_text_id text,
    grant_text_version integer
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with known as (
        select * from marts_next.current_grants()
    ),

    refused as (
        select known.records_of_id, known.organization_id, known.revoked_at from known
        where known.is_default and known.person_id = grants_of.person_id
    ),

    worked as (
        select distinct source_id from marts_next.authored_records
        where author_person_id = grants_of.person_id
    ),

    by_default as (
        select distinct on (known.records_of_id, known.organization_id, known.authored_types)
            concat_ws('/', 'default', known.records_of_id, known.organization_id) as grant_id,
            known.records_of_id, known.organization_id, true, known.is_onward, null::text,
            known.authored_types, known.purposes, known.starts_at, known.ends_at,
            refused.revoked_at,
            case
                when refused.revoked_at is not null then 'revoked'
                when holder.revoked_at is not null then 'parent_ended'
                else known.state_code
            end as state_code,
            known.grant_text_id, known.grant_text_version
        from known
        inner join worked on known.source_id = worked.source_id
        left join refused
            on known.records_of_id = refused.records_of_id
            and known.organization_id = refused.organization_id
        left join refused as holder
            on known.records_of_id = holder.records_of_id
            and known.records_of_id = holder.organization_id
        where known.is_default and known.person_id is null
        order by known.records_of_id, known.organization_id, known.authored_types,
            known.state_code <> 'active', known.starts_at desc
    )

    select known.grant_id, known.records_of_id, known.organization_id, false, known.is_onward,
        known.parent_grant_id, known.authored_types, known.purposes, known.starts_at,
        known.ends_at, known.revoked_at, known.state_code, known.grant_text_id,
        known.grant_text_version
    from known
    where not known.is_default and known.person_id = grants_of.person_id
    union all
    select * from by_default
    order by 2, 3, 4, 1;
end
$$;

-- The record that a person's grants hang on: one from the organization's sources if there is one.
create or replace function landing.grant_anchor(person_id text, records_of_id text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select records.record_key
        from identity.record_persons as records
        left join landing.sources on sources.source_id = records.source_id
        where records.person_id = grant_anchor.person_id
        order by (sources.organization_id = grant_anchor.records_of_id) is not true,
            records.record_key
        limit 1
    );
end
$$;

-- Writes a grant down, has marts honour it at once, and notes it. Returns its number.
create or replace function landing.give_grant(
    person_id text, records_of_id text, organization_id text, authored_types text, purposes text,
    starts_at timestamptz, ends_at timestamptz, grant_text_id text, grant_text_version integer,
    actor text, is_onward boolean default false, parent_grant_id bigint default null
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    parent landing.grants;
    anchor text := landing.grant_anchor(person_id, records_of_id);
    made bigint;
begin
    if anchor is null then
        raise exception 'Nobody has this person id.';
    end if;
    if parent_grant_id is not null then
        select * into parent from landing.grants as given
        where given.grant_id = give_grant.parent_grant_id;
        if parent.grant_id is null or parent.records_of_id <> give_grant.records_of_id
            or not exists (
                select from landing.grants_of(give_grant.person_id) as held
                where held.grant_id = parent.grant_id::text
                    and held.state_code in ('active', 'not_yet')
            )
        then
            raise exception 'There is no such grant to pass on, or it is over.';
        end if;
        if 'onward' <> all (string_to_array(parent.purposes, ' ')) then
            raise exception 'That grant may not be passed on.';
        end if;
        if not string_to_array(parent.purposes, ' ') @> string_to_array(give_grant.purposes, ' ')
            or parent.authored_types <> '' and (
                give_grant.authored_types = '' or not string_to_array(parent.authored_types, ' ')
                @> string_to_array(give_grant.authored_types, ' ')
            )
        then
            raise exception 'What is passed on may not be wider than the grant it rests on.';
        end if;
        if give_grant.starts_at < parent.starts_at
            or parent.ends_at is not null
            and coalesce(give_grant.ends_at, 'infinity') > parent.ends_at
        then
            raise exception 'What is passed on may not outlive the grant it rests on.';
        end if;
        anchor := parent.record_key;
    end if;
    insert into landing.grants (
        record_key, records_of_id, organization_id, is_onward, parent_grant_id, authored_types,
        purposes, starts_at, ends_at, grant_text_id, grant_text_version, recorded_by
    )
    values (
        anchor, give_grant.records_of_id, give_grant.organization_id,
        give_grant.is_onward or give_grant.parent_grant_id is not null, give_grant.parent_grant_id,
        give_grant.authored_types, give_grant.purposes, give_grant.starts_at, give_grant.ends_at,
        give_grant.grant_text_id, give_grant.grant_text_version, give_grant.actor
    )
    returning grant_id into made;
    perform landing.settle_withdrawals();
    perform landing.note_audit(
        'grant_given', give_grant.person_id, give_grant.actor, 'asked for',
        jsonb_build_object(
            'grant_id', made, 'records_of_id', give_grant.records_of_id,
            'organization_id', give_grant.organization_id,
            'parent_grant_id', give_grant.parent_grant_id
        )
    );
    return made;
end
$$;

-- Takes back grants about a person: one by its id as landing.grants_of tells it, or all that an
-- organization has where that is given. Marts honour it at once. Returns how many.
create or replace function landing.revoke_grants(
    person_id text, grant_id text, organization_id text, actor text, reason text
) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    held record;
    revoked integer := 0;
begin
    if (grant_id is null) = (organization_id is null) then
        raise exception 'Say which grant, or which organization''s.';
    end if;
    for held in
        select distinct on (found.grant_id) found.*
        from landing.grants_of(revoke_grants.person_id) as found
        where found.state_code in ('active', 'not_yet')
            and revoke_grants.grant_id is not distinct from
            case when revoke_grants.grant_id is not null then found.grant_id end
            and (revoke_grants.organization_id is null
                or revoke_grants.organization_id in (found.organization_id, found.records_of_id))
        order by found.grant_id
    loop
        insert into landing.grant_revocations (
            record_key, grant_id, records_of_id, organization_id, reason, recorded_by
        )
        values (
            coalesce(
                (
                    select given.record_key from landing.grants as given
                    where not held.is_default and given.grant_id::text = held.grant_id
                ),
                landing.grant_anchor(revoke_grants.person_id, held.records_of_id)
            ),
            case when not held.is_default then held.grant_id::bigint end,
            case when held.is_default then held.records_of_id end,
            case when held.is_default then held.organization_id end,
            revoke_grants.reason, revoke_grants.actor
        );
        revoked := revoked + 1;
    end loop;
    if revoked > 0 then
        perform landing.settle_withdrawals();
        perform landing.note_audit(
            'grant_revoked', revoke_grants.person_id, revoke_grants.actor, revoke_grants.reason,
            jsonb_build_object(
                'grant_count', revoked, 'grant_id', revoke_grants.grant_id,
                'organization_id', revoke_grants.organization_id
            )
        );
    end if;
    return revoked;
end
$$;

do $$
declare
    made regprocedure;
begin
    for made in
        select oid from pg_proc
        where pronamespace = 'landing'::regnamespace and proname in (
            'settle_withdrawals', 'grants_of', 'grant_anchor', 'give_grant', 'revoke_grants'
        )
    loop
        execute format('revoke all on function %s from public', made);
    end loop;
end
$$;
grant execute on function landing.settle_withdrawals() to kith_builder;
grant execute on function landing.grants_of(text),
    landing.give_grant(
        text, text, text, text, text, timestamptz, timestamptz, text, integer, text, boolean, bigint
    ),
    landing.revoke_grants(text, text, text, text, text) to kith_steward;
