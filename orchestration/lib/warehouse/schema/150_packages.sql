-- Which volunteers' packages landed, and whose key had signed each. Never rebuilt.

-- One row per load of a package. The volunteer's id is the package's own, opaque one.
create table if not exists landing.imported_packages (
    load_id bigint primary key references landing.loads,
    source_id text not null,
    volunteer_id text not null,
    key_id text not null,
    exported_at timestamptz not null,
    imported_at timestamptz not null default clock_timestamp(),
    imported_by text not null check (imported_by <> '')
);
create index if not exists imported_packages_by_volunteer
    on landing.imported_packages (source_id, volunteer_id, exported_at);

grant select, insert on landing.imported_packages to kith_lander;
grant select on landing.imported_packages to kith_builder, kith_privacy;
grant select on landing.released_loads to kith_privacy;
-- A package that is handed over is a share of whoever's details are in it.
grant select, insert on landing.shares, landing.share_records to kith_privacy;
