-- One schema per layer. Who may do what is decided here and nowhere else.
create schema if not exists landing;
create schema if not exists raw;
create schema if not exists registry;
create schema if not exists vocabulary;
create schema if not exists standard;
create schema if not exists staging;
create schema if not exists weights;
create schema if not exists canon;
create schema if not exists identity;
create schema if not exists marts;

do $$
begin
    execute format('revoke create, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to kith_lander, kith_builder, kith_steward, bi_reader, bi_viewer', current_database());
    execute format('grant create, temporary on database %I to kith_builder', current_database());
    execute format('grant temporary on database %I to kith_lander', current_database());
end
$$;
revoke all on schema public from public;

-- A steward reads what is set aside and what is told of people, not all that ever came: what a
-- warehouse made before gave them is taken back.
alter default privileges for role kith_lander in schema landing, raw revoke select on tables from kith_steward;
revoke usage on schema raw from kith_steward;
do $$
declare
    given regclass;
begin
    for given in
        select oid from pg_class
        where relkind in ('r', 'v') and has_table_privilege('kith_steward', oid, 'select') and (
            relnamespace = 'raw'::regnamespace
            or relnamespace = 'landing'::regnamespace and relname like '%\_\_%'
        )
    loop
        execute format('revoke select on %s from kith_steward', given);
    end loop;
end
$$;

grant usage, create on schema landing to kith_lander;
grant usage on schema landing to kith_builder, kith_steward;
grant usage, create on schema raw to kith_lander;
grant usage on schema raw to kith_builder;
grant usage, create on schema registry, vocabulary, standard, staging, weights, canon, identity, marts
    to kith_builder;
grant usage on schema registry, staging, canon, identity, marts to kith_steward;
grant usage on schema marts to bi_reader, bi_viewer;

alter default privileges for role kith_lander in schema landing, raw grant select on tables to kith_builder;
alter default privileges for role kith_builder in schema registry grant select on tables to kith_steward;
alter default privileges for role kith_builder in schema identity grant select on tables to kith_steward;
alter default privileges for role kith_builder in schema canon grant select on tables to kith_steward;
alter default privileges for role kith_builder in schema marts grant select on tables to bi_reader, kith_steward;
