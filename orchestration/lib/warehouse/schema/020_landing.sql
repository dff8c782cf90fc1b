-- The ledger: what arrived, what became of every record of it, and who may write now.
-- The rows themselves are in landing.<tool>__<record type>, made from the declarations.

-- The registry as landing sees it: seeds/registry/sources.csv, copied here at each start.
create table if not exists landing.sources (
    source_id text primary key,
    tool text not null,
    organization_id text not null,
    time_zone text not null
);
-- A source that never sent anything is late from then on, by what is promised.
alter table landing.sources
    add column if not exists registered_at timestamptz not null default now();

-- One row per file and source. A file lands in one transaction with its row here, or not at all.
create table if not exists landing.loads (
    load_id bigint generated always as identity primary key,
    source_id text not null,
    -- sha256 of the file's bytes, in hex: the name of the file in the archive.
    file_id text not null,
    file_name text not null,
    size_bytes bigint not null,
    method text not null check (method in ('file', 'api', 'bundle', 'retry')),
    -- When the tool made the export; versions of a record are ordered by it, not by arrival.
    extracted_at timestamptz not null,
    loaded_at timestamptz not null default now(),
    status text not null check (status in ('landed', 'refused')),
    records_read bigint not null default 0,
    records_landed bigint not null default 0,
    records_unchanged bigint not null default 0,
    records_quarantined bigint not null default 0,
    -- Why a whole file was set aside, and what to do; never a value out of the file.
    rule text,
    message text,
    advice text,
    -- Set by the first gate. Staging reads released loads only.
    released_at timestamptz,
    held_at timestamptz,
    held_reason text,
    -- A longer file that begins with this one's bytes: this one had been half-copied.
    superseded_by_load_id bigint references landing.loads,
    constraint every_record_is_accounted_for
        check (records_read = records_landed + records_unchanged + records_quarantined)
);
create unique index if not exists loads_land_once
    on landing.loads (source_id, file_id) where status = 'landed' and method <> 'retry';
-- A warehouse made before these columns were gets them here.
alter table landing.loads
    add column if not exists superseded_by_load_id bigint references landing.loads;
-- Whether the export told something: a record that could be read, or that there is none (a header
-- line alone, an empty list). Only news makes a source fresh.
alter table landing.loads
    add column if not exists is_news boolean not null generated always as (
        status = 'landed' and (records_read = 0 or records_quarantined < records_read)
    ) stored;
-- Its verdict changed and what came after it is still to be looked at again: written with the verdict,
-- taken away with the doing.
alter table landing.loads add column if not exists is_to_revisit boolean not null default false;
-- Who let a held load through, and why: a person's words, which no mart repeats.
alter table landing.loads add column if not exists released_by text;
alter table landing.loads add column if not exists released_because text;
-- From when on, where that is before its own time: it moved, or another gave way to it.
alter table landing.loads add column if not exists revisit_since timestamptz;
-- When it was made, for asking how old it is: a time that hadn't come yet when it landed is none.
alter table landing.loads
    add column if not exists exported_at timestamptz not null generated always as (
        least(extracted_at, loaded_at)
    ) stored;
-- Who said that a held or refused file is to stay out for good, and why: a person's words too.
alter table landing.loads add column if not exists dismissed_at timestamptz;
alter table landing.loads add column if not exists dismissed_by text;
alter table landing.loads add column if not exists dismissed_because text;
-- Its name without digits: what files of one export are alike in, from day to day.
alter table landing.loads
    add column if not exists file_stem text not null generated always as (
        regexp_replace(file_name, '[0-9]+', '', 'g')
    ) stored;
create index if not exists loads_of_a_file on landing.loads (source_id, file_name);
create index if not exists loads_of_a_time on landing.loads (source_id, extracted_at);

-- What was seen in the landing folder, and the load it became. Nothing but haste depends on it.
create table if not exists landing.seen_files (
    -- Below the landing folder, where the file is in it.
    place text primary key,
    -- Its name, size and time, so that a changed file is read again.
    mark text not null,
    load_id bigint not null references landing.loads on delete cascade,
    -- The project that refused it, which another one need not.
    project text not null
);

-- One row per record type found in a file (a zip may hold several).
create table if not exists landing.load_parts (
    load_id bigint not null references landing.loads on delete cascade,
    part text not null,
    record_type text,
    is_record_id_minted boolean not null default false,
    records_read bigint not null,
    records_landed bigint not null,
    records_unchanged bigint not null,
    records_quarantined bigint not null,
    -- Byte conservation: every byte of the unpacked part is a record's, or structure.
    size_bytes bigint not null,
    record_bytes bigint not null,
    quarantined_bytes bigint not null,
    structural_bytes bigint not null,
    -- As it was read; byte ranges of a UTF-16 part are those of its UTF-8 form.
    encoding text not null default 'utf-8',
    -- Columns the export held that nobody declared; they landed in _extra.
    undeclared_columns text[] not null default '{}',
    -- Of JSON, which has no header: how many of the records say something in each declared column.
    told_counts jsonb,
    primary key (load_id, part),
    constraint every_byte_is_accounted_for
        check (size_bytes = record_bytes + quarantined_bytes + structural_bytes),
    constraint every_record_is_accounted_for
        check (records_read = records_landed + records_unchanged + records_quarantined)
);

alter table landing.load_parts add column if not exists encoding text not null default 'utf-8';
alter table landing.load_parts add column if not exists told_counts jsonb;

-- Records set aside, with where they are and what to do. Only stewards see the bytes.
create table if not exists landing.quarantine (
    quarantine_id bigint generated always as identity primary key,
    load_id bigint not null references landing.loads on delete cascade,
    source_id text not null,
    record_type text,
    part text not null,
    line bigint not null,
    column_name text,
    byte_start bigint not null,
    byte_end bigint not null,
    rule text not null,
    message text not null,
    advice text not null,
    raw_bytes bytea not null,
    status text not null default 'open' check (status in ('open', 'landed', 'dismissed')),
    created_at timestamptz not null default now(),
    resolved_at timestamptz,
    resolved_by_load_id bigint references landing.loads
);
create index if not exists quarantine_open on landing.quarantine (source_id) where status = 'open';

-- Records that the next full export of their source lacked (is_absent), or held again (not): what
-- differs from what the exports before say, as of the export time of the load it is written with. The
-- newest row of a record counts, by export time, then by absence_id.
create table if not exists landing.absences (
    absence_id bigint generated always as identity primary key,
    load_id bigint not null references landing.loads on delete cascade,
    source_id text not null,
    record_type text not null,
    record_id text not null,
    is_absent boolean not null,
    stated_at timestamptz not null default clock_timestamp()
);
create index if not exists absences_of_a_table on landing.absences (source_id, record_type);
create index if not exists absences_of_a_load on landing.absences (load_id);

-- What each gate found, each time it looked. Counts only, never values.
create table if not exists landing.gate_results (
    gate_result_id bigint generated always as identity primary key,
    gate text not null,
    source_id text,
    relation text not null,
    expectation text not null,
    severity text not null,
    is_passed boolean not null,
    checked_count bigint,
    unexpected_count bigint,
    checked_at timestamptz not null default now()
);

-- One writer builds at a time. A writer whose token is gone can't commit.
create table if not exists landing.leases (
    lease text primary key,
    token text not null,
    holder text not null,
    acquired_at timestamptz not null default now(),
    expires_at timestamptz not null
);

create or replace view landing.released_loads as
select load_id, source_id, file_id, file_name, method, extracted_at, loaded_at
from landing.loads
where status = 'landed' and released_at is not null
    -- A half-copied file stays until the whole one is released too. Asking for null first keeps
    -- the planner from expecting next to no loads, and from nested loops over every record.
    and (superseded_by_load_id is null or not exists (
        select from landing.loads as whole
        where whole.load_id = loads.superseded_by_load_id and whole.released_at is not null
    ));

-- What an arriving record may be found unchanged against, or missed from: a held version is no
-- version, until somebody lets it through.
create or replace view landing.comparable_loads as
select load_id, source_id, extracted_at
from landing.loads
where status = 'landed' and (held_at is null or released_at is not null)
    and superseded_by_load_id is null;

-- The records that are absent now, by what has been released, with the export that lacks them.
create or replace view landing.absent_records as
with told as (
    select distinct on (source_id, record_type, record_id)
        absences.source_id, absences.record_type, absences.record_id, absences.is_absent,
        loads.extracted_at, loads.loaded_at, loads.method, loads.file_id
    from landing.absences
    inner join landing.released_loads as loads using (load_id)
    order by source_id, record_type, record_id, loads.extracted_at desc, absence_id desc
)
select
    told.source_id, sources.tool, told.record_type, told.record_id,
    told.extracted_at, told.loaded_at, told.method, told.file_id
from told
inner join landing.sources on sources.source_id = told.source_id
where told.is_absent;

-- How many records the exports in these loads lack that were there before.
create or replace function landing.vanished_records(load_ids bigint[])
returns table (record_type text, extracted_at timestamptz, records_vanished bigint)
language sql stable as $$
    with told as (
        select distinct on (absences.record_type, loads.extracted_at, absences.record_id)
            absences.record_type, loads.extracted_at, absences.is_absent
        from landing.absences
        inner join landing.loads using (load_id)
        where absences.load_id = any(load_ids)
        order by absences.record_type, loads.extracted_at, absences.record_id, absence_id desc
    )
    select told.record_type, told.extracted_at, count(*) from told where told.is_absent group by 1, 2;
$$;

create or replace function landing.take_lease(
    wanted text, new_token text, new_holder text, lifetime interval
) returns void language plpgsql as $$
declare
    other record;
begin
    insert into landing.leases as held (lease, token, holder, expires_at)
    values (wanted, new_token, new_holder, clock_timestamp() + lifetime)
    on conflict (lease) do update
        set token = excluded.token, holder = excluded.holder,
            acquired_at = clock_timestamp(), expires_at = excluded.expires_at
        where held.token = excluded.token or held.expires_at < clock_timestamp();
    select * into other from landing.leases where lease = wanted;
    if other.token <> new_token then
        raise exception 'The % lease is held by % since % (until %).',
            wanted, other.holder, other.acquired_at, other.expires_at
            using hint = 'Wait for it to finish, or free it with: ./kith unlock';
    end if;
end
$$;

-- Called inside the transaction that writes. The shared lock makes a take-over wait for it.
create or replace function landing.assert_lease(wanted text, my_token text)
returns void language plpgsql as $$
begin
    perform from landing.leases where lease = wanted and token = my_token for share;
    if not found then
        raise exception 'The % lease was lost: another run has taken over; nothing was written.', wanted;
    end if;
end
$$;

create or replace function landing.release_lease(wanted text, my_token text)
returns void language sql as $$
    delete from landing.leases where lease = wanted and token = my_token;
$$;

grant select, insert, update, delete on landing.sources to kith_lander;
grant select on landing.sources to kith_builder, kith_steward;
grant select, insert, update on landing.loads, landing.load_parts, landing.gate_results to kith_lander;
grant select, insert, update on landing.quarantine to kith_lander;
grant select, insert on landing.absences to kith_lander;
grant select on landing.absences, landing.absent_records to kith_builder, kith_steward;
grant select, insert, update, delete on landing.leases to kith_lander, kith_builder;
grant select on landing.loads, landing.load_parts, landing.gate_results, landing.released_loads
    to kith_builder, kith_steward;
grant select, insert, update on landing.seen_files to kith_lander;
grant select on landing.seen_files to kith_builder;
grant select on landing.released_loads, landing.comparable_loads to kith_lander;
grant select on landing.comparable_loads to kith_builder;
grant insert on landing.gate_results to kith_builder;
grant update (released_at, released_by, released_because, held_at, held_reason, is_to_revisit,
    dismissed_at, dismissed_by, dismissed_because)
    on landing.loads to kith_builder;
grant select (
    quarantine_id, load_id, source_id, record_type, part, line, column_name, byte_start, byte_end,
    rule, message, advice, status, created_at, resolved_at, resolved_by_load_id
) on landing.quarantine to kith_builder;
grant select, update on landing.quarantine to kith_steward;
