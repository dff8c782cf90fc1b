-- Who has been told what of incidents: written once a message is out, so that nobody is told twice.

-- One row per channel, addressee, incident and state that was told.
create table if not exists landing.told_alerts (
    channel_code text not null,
    -- A contact of the registry, or 'everybody' where all read the same channel.
    addressee text not null,
    incident_id text not null,
    state_code text not null check (state_code in ('opened', 'escalated', 'closed')),
    -- The message it was told in, with others.
    message_key text not null,
    told_at timestamptz not null default clock_timestamp(),
    primary key (channel_code, addressee, incident_id, state_code)
);
create index if not exists told_alerts_of_an_incident on landing.told_alerts (incident_id);
-- Whether that it is closed is still to be told, in which row nobody looks for it once it was. So
-- what waits is found without reading all that was ever told.
do $$
begin
    if not exists (
        select from pg_attribute
        where attrelid = 'landing.told_alerts'::regclass and attname = 'awaits_close'
    ) then
        alter table landing.told_alerts add column awaits_close boolean not null default true;
        update landing.told_alerts as told set awaits_close = false
        where exists (
            select from landing.told_alerts as closed
            where closed.state_code = 'closed' and closed.channel_code = told.channel_code
                and closed.addressee = told.addressee and closed.incident_id = told.incident_id
        );
    end if;
end
$$;
create index if not exists told_alerts_that_wait on landing.told_alerts (incident_id) where awaits_close;
create index if not exists told_alerts_by_time on landing.told_alerts (told_at);

-- One row per channel and addressee that could not be reached the last time. Gone once it could.
create table if not exists landing.alert_failures (
    channel_code text not null,
    addressee text not null,
    failed_count integer not null,
    failed_at timestamptz not null,
    retry_at timestamptz not null,
    -- A kind of failure, never what a server said: that may quote an address or a secret.
    reason text not null,
    primary key (channel_code, addressee)
);

grant select, insert, update (awaits_close) on landing.told_alerts to kith_builder;
grant select, insert, update, delete on landing.alert_failures to kith_builder;
