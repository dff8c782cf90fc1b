-- Marts are built and tested in marts_next, then shown in marts in one transaction: a reader sees
-- all of the last good build or all of the new one, never a mixture, and never an untested row.
create schema if not exists marts_next;
grant usage, create on schema marts_next to kith_builder;

-- What names a person, reaches them or tells them apart in a crowd, by column, whichever mart has it.
-- It is all that bi_viewer may not read of marts.
create or replace function landing.personal_columns() returns text[]
language sql immutable as $$
    select array[
        'first_name', 'middle_name', 'last_name', 'name_suffix', 'name_key', 'email', 'phone_e164',
        'birth_date', 'gender', 'street_address', 'postal_code', 'city', 'contact_point',
        'claimed_value', 'identifier_value', 'answer_name', 'answer_raw', 'attribution_raw',
        'note_text',
        -- A word of a tool may be what somebody wrote; a version is a hash of what is known of them.
        'word', 'wider_word', 'unmapped_word', 'told_raw', 'code_line', 'content_version'
    ]
$$;
grant execute on function landing.personal_columns() to kith_builder;

create or replace function landing.show_to_viewers(mart text) returns void
language plpgsql as $$
declare
    shown text;
begin
    select string_agg(quote_ident(attname), ', ') into shown
    from pg_attribute
    where attrelid = format('marts.%I', mart)::regclass and attnum > 0 and not attisdropped
        and attname <> all (landing.personal_columns());
    execute format('revoke select on marts.%I from bi_viewer', mart);
    execute format('grant select (%s) on marts.%I to bi_viewer', shown, mart);
end
$$;

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
        perform landing.show_to_viewers(built);
        execute format('create view marts_next.%I as select * from marts.%I', built, built);
        published := published || built;
    end loop;
    -- Who is known for somebody else now has other records withdrawn (110_grants.sql).
    if 'withdrawn_records' = any(published) then
        perform landing.settle_withdrawals();
    end if;
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

-- Marts that were published before there were viewers.
do $$
declare
    published text;
begin
    for published in
        select relname from pg_class where relnamespace = 'marts'::regnamespace and relkind = 'r'
    loop
        perform landing.show_to_viewers(published);
    end loop;
end
$$;
