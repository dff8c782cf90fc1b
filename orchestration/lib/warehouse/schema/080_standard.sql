-- How far what was let in meets the standard of exchange (docs/standard), load by load: appended
-- after landing and outside of it. Counts only, never values.

-- One row per load that was judged; nothing is judged twice.
create table if not exists landing.judged_loads (
    load_id bigint primary key references landing.loads on delete cascade,
    -- What kept it from being judged, as the kind of failure; empty where nothing did.
    failure text,
    judged_at timestamptz not null default clock_timestamp()
);

-- What its tables show together, so that no promise has to read all that was found. Empty of what
-- was judged before these were kept.
alter table landing.judged_loads
    -- The lowest level of which they miss something, deletions aside; empty where they miss nothing.
    add column if not exists missed_level_rank integer,
    -- Whether they tell no deletions, which another table may tell.
    add column if not exists lacks_deletions boolean,
    add column if not exists has_people boolean,
    add column if not exists has_merges boolean,
    add column if not exists has_deletions boolean;

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
    -- Whether it is of the newest exports of its table, which alone can count: of a table's history no
    -- more is read at each build than on its first days.
    is_recent boolean not null default true,
    judged_at timestamptz not null default clock_timestamp(),
    primary key (load_id, part, requirement_code)
);

alter table landing.standard_results
    add column if not exists is_recent boolean not null default true;
create index if not exists standard_results_recent
    on landing.standard_results (record_type) where is_recent;

create or replace view landing.recent_standard_results as
select load_id, part, record_type, kind_code, requirement_code, asked_count, met_count
from landing.standard_results
where is_recent;

-- What newer exports have overtaken counts no more: those of a table which hold so many records
-- together are recent, and an export without any counts as one.
create or replace function landing.retire_standard_results(of_source text, records bigint)
returns void language sql as $$
    with exports as (
        select
            results.record_type, loads.extracted_at,
            greatest(sum(results.asked_count)
                filter (where results.requirement_code = 'file_readable'), 1) as record_count
        from landing.standard_results as results
        inner join landing.loads on loads.load_id = results.load_id
        where results.is_recent and loads.source_id = of_source and loads.released_at is not null
        group by results.record_type, loads.extracted_at
    ),

    overtaken as (
        select record_type, max(extracted_at) as extracted_at
        from (
            select *, sum(record_count) over (
                partition by record_type order by extracted_at desc
            ) - record_count as newer_count
            from exports
        ) as numbered
        where newer_count >= records
        group by record_type
    )

    update landing.standard_results as results set is_recent = false
    from overtaken, landing.loads
    where results.is_recent and results.record_type = overtaken.record_type
        and loads.load_id = results.load_id and loads.source_id = of_source
        and loads.extracted_at <= overtaken.extracted_at
$$;

grant select, insert, update (is_recent) on landing.standard_results to kith_builder;
grant select, insert on landing.judged_loads to kith_builder;
grant select on landing.recent_standard_results to kith_builder;
grant select on landing.judged_loads, landing.standard_results to kith_steward;
