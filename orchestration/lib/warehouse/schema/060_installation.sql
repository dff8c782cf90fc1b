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

-- Which passwords Kith gave the logins that people come in with, as hashes: a home that knows another
-- one changes none. Nobody but the owner reads it.
create table if not exists landing.logins (
    login text primary key,
    password_hash text not null,
    given_at timestamptz not null default now()
);
