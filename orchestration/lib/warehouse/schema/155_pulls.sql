-- How far each resource of each source was pulled from its API, and which files came so. Ids, times, names of
-- files and counts; no key, nobody's details.

-- One row per source and resource. It moves only once what was pulled is whole in the landing folder.
create table if not exists landing.pull_cursors (
    source_id text not null,
    resource_name text not null,
    -- Whatever changed before this, by the vendor's clock, is in the landing folder; null before the first pull.
    pulled_until timestamptz,
    -- When all there is was last asked for, whatever had changed.
    full_at timestamptz,
    -- When something was last put into the landing folder: an answer without news is put there once a day.
    filed_at timestamptz,
    -- The pull under way, null in between: when it began, whether it asks for all there is, and since when.
    began_at timestamptz,
    -- The vendor's time at its first answer to it: what changed before that is in it.
    asked_at timestamptz,
    is_full boolean,
    since timestamptz,
    -- Where it goes on, in the connector's own words: a page's number, a job's. Never a query with its values.
    bookmark jsonb,
    -- What is hidden in the landing folder so far: [{"name", "size", "records"}].
    files jsonb not null default '[]',
    -- Whether all of it is received, and only its names are missing.
    is_whole boolean not null default false,
    tried_at timestamptz,
    -- The kind of failure of the last try; null where it went well.
    failure text,
    primary key (source_id, resource_name)
);

-- What changed between these, by the vendor's clock, no pull reaches any more: it lacks until the table was brought
-- as a file, or somebody says that it isn't needed. From null: from the beginning. Until null: nothing lacks.
alter table landing.pull_cursors
    add column if not exists unreached_from timestamptz,
    add column if not exists unreached_until timestamptz;

-- One row per file that a pull is putting, or has put, into the landing folder: it lands as `api`. Gone once landed.
create table if not exists landing.pulled_files (
    source_id text not null,
    file_name text not null,
    named_at timestamptz not null default now(),
    primary key (source_id, file_name)
);

grant select, insert, update on landing.pull_cursors to kith_lander;
grant select on landing.pull_cursors to kith_builder;
grant select, insert, delete on landing.pulled_files to kith_lander;
grant select on landing.pulled_files to kith_builder;
