-- What each of dbt's relations was last made from: written once it was made and its tests passed,
-- and gone as soon as anything makes it again. A build leaves out what would come out the same.
create table if not exists landing.built (
    -- dbt's name of the seed or model, and the relation it then was.
    node text primary key,
    relation oid not null,
    -- A hash of the code and of everything read.
    inputs text not null,
    built_at timestamptz not null default now()
);
grant select, insert, update, delete on landing.built to kith_builder;
