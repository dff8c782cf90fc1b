-- What is this installation's own: a secret in every hash of what people's records share, so that
-- nobody tells a phone number from its hash by hashing all there are. Made once. It is in every copy
-- of the database, and with another one identity would be hashed anew, with the same outcome.
create table if not exists landing.installation (
    is_only boolean primary key default true check (is_only),
    secret text not null
);
insert into landing.installation (secret)
values (replace(gen_random_uuid()::text, '-', ''))
on conflict do nothing;

grant select on landing.installation to kith_builder;

-- The secret for whoever hashes with it. Without one there is no hash: nulls would be passed over.
create or replace function landing.installation_secret()
returns text language plpgsql stable parallel safe as $$
declare
    found_secret text := (select secret from landing.installation);
begin
    if coalesce(found_secret, '') = '' then
        raise exception 'landing.installation has no secret, so nothing is hashed.'
            using hint = 'Put it back from a copy of the database; ./kith up makes a new one.';
    end if;
    return found_secret;
end
$$;
revoke all on function landing.installation_secret() from public;
grant execute on function landing.installation_secret() to kith_builder;

-- Which passwords Kith gave the logins that people come in with, as hashes: a home that knows another
-- one changes none. Nobody but the owner reads it.
create table if not exists landing.logins (
    login text primary key,
    password_hash text not null,
    given_at timestamptz not null default now()
);
