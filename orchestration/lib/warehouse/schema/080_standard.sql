-- How far what was let in meets the standard of exchange (docs/standard), load by load: appended
-- after landing and outside of it. Counts only, never values.

-- One row per load that was judged; nothing is judged twice.
create table if not exists landing.judged_loads (
    load_id bigint primary key references landing.loads on delete cascade,
    -- What kept it from being judged, as the kind of failure; empty where nothing did.
    failure text,
    judged_at timestamptz not null default clock_timestamp()
);

-- One row per table of a load and requirement that is asked of it.
create table if not exists landing.standard_results (
    load_id bigint not null references landing.loads on delete cascade,
    part text not null,
    record_type text not null,
    -- What its records are to the standard: people, interactions, merges or other.
    kind_code text not null,
    requirement_code text not null,
    asked_count bigint not null,
    met_count bigint not null check (met_count between 0 and asked_count),
    -- Of a table with more records than are judged, the first ones are.
    is_sample boolean not null,
    judged_at timestamptz not null default clock_timestamp(),
    primary key (load_id, part, requirement_code)
);

grant select, insert on landing.judged_loads, landing.standard_results to kith_builder;
grant select on landing.judged_loads, landing.standard_results to kith_steward;
