-- One row per organization's package that was imported here: while it isn't finished, nothing is built.
create table if not exists landing.imports (
    import_id bigint generated always as identity primary key,
    -- The sha256 of the package's checksums: the same package, the same id.
    package_id text not null unique,
    organization_id text not null,
    began_at timestamptz not null default clock_timestamp(),
    -- Whether nothing had landed here before.
    is_first boolean not null,
    -- What is added to the package's numbers of loads and records set aside, where they are taken here.
    number_offset bigint not null,
    finished_at timestamptz
);
grant select on landing.imports to kith_builder;
