-- Who was forgotten, what keeps them out, and who may do it. Nothing here tells a person to anybody
-- without this installation's key of suppression, which is a file of the home and not in the database.

-- One row per person who is to be forgotten: written before anything is removed, finished last.
create table if not exists landing.forgotten_people (
    forgetting_id bigint generated always as identity primary key,
    -- Keyed: the same person asked for twice is the same row.
    subject_key text not null unique,
    -- Whether a home has the key that all these hashes are made with.
    key_check text not null,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by text not null check (asked_by <> ''),
    -- Why, without personal details.
    reason text not null check (reason <> ''),
    done_at timestamptz,
    -- The places looked in and what was found there: counts, no values.
    certificate jsonb
);

-- One row per keyed hash of what would bring a forgotten person back: a record, what refers to one, a
-- contact point together with a name, one that was nobody else's, a name of theirs in a tool; and of
-- records that are spared, since they were somebody else's.
create table if not exists landing.suppression_list (
    key_hash bytea not null,
    kind_code text not null check (
        kind_code in ('record', 'reference', 'contact', 'mention', 'alias', 'spared')
    ),
    forgetting_id bigint not null references landing.forgotten_people,
    primary key (key_hash, kind_code, forgetting_id)
);

-- Which columns of raw tables say whom a record is about: learned when somebody was forgotten.
create table if not exists landing.person_columns (
    tool text not null,
    record_type text not null,
    column_name text not null,
    -- Whom it names: whom the record is about, or by whom it was made.
    part_code text not null check (part_code in ('about', 'by')),
    -- The record type whose ids it holds, and whether among other text.
    names_type text not null,
    is_within boolean not null,
    -- Where it may hold ids of other types, too: the column that says of which, and what it says then.
    kind_column text not null default '',
    kind_value text not null default '',
    primary key (tool, record_type, column_name, part_code, names_type, kind_value)
);
do $$
begin
    if not exists (
        select from pg_attribute
        where attrelid = 'landing.person_columns'::regclass and attname = 'kind_value'
    ) then
        alter table landing.person_columns
            add column kind_column text not null default '',
            add column kind_value text not null default '',
            drop constraint person_columns_pkey,
            add primary key (tool, record_type, column_name, part_code, names_type, kind_value);
    end if;
end
$$;

-- Which archived files were rewritten without somebody, by the keyed hash of what they were before.
create table if not exists landing.redacted_files (
    source_id text not null,
    original_key bytea not null,
    file_id text not null,
    redacted_at timestamptz not null default clock_timestamp(),
    primary key (source_id, original_key)
);

-- What is read is landed, unchanged, quarantined or, of somebody who was forgotten, counted and no more.
do $$
declare
    told text;
begin
    foreach told in array array['loads', 'load_parts'] loop
        if exists (
            select from pg_attribute
            where attrelid = format('landing.%I', told)::regclass and attname = 'records_suppressed'
        ) then
            continue;
        end if;
        execute format('alter table landing.%I add column records_suppressed bigint not null default 0', told);
        execute format('alter table landing.%I drop constraint every_record_is_accounted_for', told);
        execute format(
            'alter table landing.%I add constraint every_record_is_accounted_for check (records_read ='
            ' records_landed + records_unchanged + records_quarantined + records_suppressed)', told
        );
    end loop;
end
$$;

do $$
begin
    execute format('grant connect, temporary on database %I to kith_privacy', current_database());
end
$$;
-- Whoever answers a person's questions about themselves reads all that may be of them, and changes
-- what landed and nothing that is made of it.
grant usage on schema landing, raw, registry, vocabulary, staging, canon, identity, marts to kith_privacy;
grant select on all tables in schema raw, registry, vocabulary, staging, canon, identity, marts
    to kith_privacy;
alter default privileges for role kith_lander in schema landing, raw
    grant select, update, delete on tables to kith_privacy;
alter default privileges for role kith_builder in schema registry, vocabulary, staging, canon, identity, marts
    grant select on tables to kith_privacy;
alter default privileges for role kith_builder in schema marts_next grant select on tables to kith_privacy;
do $$
declare
    table_name text;
begin
    for table_name in
        select relname from pg_class
        where relnamespace = 'landing'::regnamespace and relkind = 'r' and relname like '%\_\_%'
    loop
        execute format('grant select, update, delete on landing.%I to kith_privacy', table_name);
    end loop;
end
$$;
grant select, insert, update on landing.forgotten_people to kith_privacy;
grant select, insert on landing.suppression_list, landing.person_columns to kith_privacy;
grant select, insert, update on landing.redacted_files to kith_privacy;
grant select, update on landing.loads, landing.load_parts to kith_privacy;
grant select, update, delete on landing.quarantine, landing.absences to kith_privacy;
grant select on landing.sources, landing.released_loads, landing.seen_files to kith_privacy;
grant select on landing.forgotten_people, landing.suppression_list, landing.person_columns,
    landing.redacted_files to kith_lander;
grant insert, update on landing.redacted_files to kith_lander;
grant execute on function landing.note_audit(text, text, text, text, jsonb), landing.subject_key(text)
    to kith_privacy;
grant select on landing.audit_trail to kith_privacy;
