-- When the marts were kept from being published, and when they were let through again: a row is
-- added only where that changes, so that it tells how long readers saw the marts of before.
create table if not exists landing.publications (
    publication_id bigint generated always as identity primary key,
    tried_at timestamptz not null default clock_timestamp(),
    is_published boolean not null,
    -- Why not, in a person's words; never a value. Empty where they were.
    reason text
);

grant select, insert, delete on landing.publications to kith_builder;
grant select on landing.publications to kith_steward;
