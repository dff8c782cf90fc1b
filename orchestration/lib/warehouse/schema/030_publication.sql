-- Marts are built and tested in marts_next, then shown in marts in one transaction: a reader sees
-- all of the last good build or all of the new one, never a mixture, and never an untested row.
create schema if not exists marts_next;
grant usage, create on schema marts_next to kith_builder;

-- Moves these tables, or all that were built since the last publication. What stays behind in
-- marts_next is a view of the published table, so that a single model can be built again. What a
-- run built that failed stays there too, until one that doesn't builds it again. Returns the tables
-- published.
drop function if exists landing.publish_marts();
create or replace function landing.publish_marts(names text[] default null) returns text[]
language plpgsql as $$
declare
    built text;
    published text[] := '{}';
begin
    set local lock_timeout = '30s';
    for built in
        select relname from pg_class
        where relnamespace = 'marts_next'::regnamespace and relkind = 'r'
            and (names is null or relname = any(names))
        order by relname
    loop
        -- No cascade: a view somebody made on a mart stops the publication rather than vanish.
        execute format('drop table if exists marts.%I', built);
        execute format('alter table marts_next.%I set schema marts', built);
        execute format('grant select on marts.%I to bi_reader, kith_steward', built);
        execute format('create view marts_next.%I as select * from marts.%I', built, built);
        published := published || built;
    end loop;
    return published;
exception
    when dependent_objects_still_exist then
        raise exception 'The marts were built but not published: something depends on marts.%.', built
            using hint = 'Views on marts belong in models/marts. Drop the other one, then build again.';
    when lock_not_available then
        raise exception 'The marts were built but not published: a reader held marts.% for 30 s.', built
            using hint = 'End the long query, then build again.';
end
$$;
