-- What Kith passes on to other tools: what was planned, what was sent, and what was seen of it there.
-- Appended to and never rebuilt. It holds ids and keyed hashes, and nothing that was sent.

-- One row per plan: a frozen list of effects. What is in none is never sent.
create table if not exists landing.sync_plans (
    plan_id bigint generated always as identity primary key,
    destination_id text not null,
    made_at timestamptz not null default clock_timestamp(),
    made_by text not null check (made_by <> ''),
    effect_count bigint not null,
    fact_count bigint not null,
    -- Calls of the destination's rate limit: as planned, and if each effect were sent by itself.
    call_count bigint not null,
    single_call_count bigint not null,
    -- Over the keys and contents of its intents: what was approved is what is sent.
    content_sha256 text not null,
    -- Which key its intents' hashes are made with: those of another installation are only looked at.
    key_check text not null,
    is_approval_needed boolean not null,
    approved_at timestamptz,
    approved_by text,
    constraint an_approval_says_whose check ((approved_at is null) = (approved_by is null))
);

-- One row per effect at a destination, written down before it is sent.
create table if not exists landing.sync_intents (
    intent_id bigint generated always as identity primary key,
    plan_id bigint not null references landing.sync_plans,
    destination_id text not null,
    -- What is sent together, as the outbox has it.
    effect_key text not null,
    idempotency_key text not null unique,
    effect_type_code text not null check (effect_type_code ~ '^[a-z]+(_[a-z]+)*$'),
    -- Whose record there it is; empty for somebody new, and where they were forgotten.
    target_record_id text,
    -- Keyed with this installation's secret, so that nobody can guess from it what was sent.
    payload_sha256 text not null,
    -- Keyed too, of what is seen of it there: as many records of a trace as effects, and no more.
    trace_sha256 text not null,
    method text not null check (method in ('single', 'bulk')),
    created_at timestamptz not null default clock_timestamp(),
    -- Kept up by each row of landing.sync_attempts: what its newest says.
    state_code text not null default 'planned',
    attempt_count integer not null default 0,
    sent_at timestamptz,
    ended_at timestamptz,
    job_id text
);
create index if not exists sync_intents_of_a_plan on landing.sync_intents (plan_id);
create index if not exists sync_intents_that_are_open on landing.sync_intents (destination_id, intent_id)
    where state_code in ('planned', 'sending', 'queued', 'not_sent', 'unknown', 'absent');
create index if not exists sync_intents_of_a_trace
    on landing.sync_intents (destination_id, trace_sha256);
create index if not exists sync_intents_of_a_target
    on landing.sync_intents (destination_id, target_record_id);

-- One row per fact that an intent carries. A fact is in one live intent, whoever plans at once.
create table if not exists landing.sync_intent_facts (
    intent_id bigint not null references landing.sync_intents,
    destination_id text not null,
    fact_key text not null,
    -- What was to be sent of it.
    content_version text not null,
    -- When it was let go, to be planned anew: its intent was dropped, or refused as it was.
    released_at timestamptz,
    primary key (intent_id, fact_key)
);
create unique index if not exists one_live_intent_per_fact
    on landing.sync_intent_facts (destination_id, fact_key) where released_at is null;
create index if not exists sync_intent_facts_let_go
    on landing.sync_intent_facts (destination_id, fact_key) where released_at is not null;

-- One row per step of an attempt. One that says "sending" and is followed by nothing was ended amid
-- it: whether it had its effect is unknown until the destination was asked.
create table if not exists landing.sync_attempts (
    attempt_id bigint generated always as identity primary key,
    intent_id bigint not null references landing.sync_intents,
    attempt_number integer not null,
    outcome_code text not null check (outcome_code in (
        'sending',   -- written before the request
        'queued',    -- accepted with others as a job that isn't done yet
        'done',      -- the destination says so
        'found',     -- unknown at first, and then seen there
        'rejected',  -- the destination refuses it as it is
        'not_sent',  -- it had no effect for certain: no connection, too many calls, no access
        'unknown',   -- it may have had its effect or not
        'absent',    -- unknown at first, and not there after the destination's lag
        'dropped'    -- looked at once more before sending, and not sent any more
    )),
    noted_at timestamptz not null default clock_timestamp(),
    http_status integer,
    -- The destination's own word for what is wrong, or ours for why it was dropped; never a value.
    reason_code text,
    their_id text,
    job_id text
);
create index if not exists sync_attempts_of_an_intent on landing.sync_attempts (intent_id, attempt_id);
create unique index if not exists each_attempt_is_begun_once
    on landing.sync_attempts (intent_id, attempt_number) where outcome_code = 'sending';

-- One row each time that what is known of a sent intent changed, by the records that landed.
create table if not exists landing.sync_verdicts (
    verdict_id bigint generated always as identity primary key,
    intent_id bigint not null references landing.sync_intents,
    verdict_code text not null check (verdict_code in ('confirmed', 'missing', 'doubled', 'changed')),
    -- The destination's records that show it.
    their_record_ids text[] not null default '{}',
    -- The newest of its loads that was looked at.
    seen_load_id bigint,
    decided_at timestamptz not null default clock_timestamp()
);
create index if not exists sync_verdicts_of_an_intent on landing.sync_verdicts (intent_id, verdict_id);

create or replace function landing.keep_sync_state() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update landing.sync_intents set
        state_code = new.outcome_code,
        attempt_count = greatest(attempt_count, new.attempt_number),
        sent_at = case when new.outcome_code = 'sending' then new.noted_at else sent_at end,
        ended_at = case
            when new.outcome_code in ('done', 'found', 'rejected', 'dropped') then new.noted_at
        end,
        job_id = coalesce(new.job_id, job_id)
    where intent_id = new.intent_id;
    if new.outcome_code = 'dropped' then
        update landing.sync_intent_facts set released_at = new.noted_at
        where intent_id = new.intent_id and released_at is null;
    end if;
    return null;
end
$$;
create or replace trigger a_state_is_kept
    after insert on landing.sync_attempts
    for each row execute function landing.keep_sync_state();

-- Whether somebody is to be forgotten who may still be in marts: nothing is passed on meanwhile.
create or replace function landing.is_forgetting() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from landing.forgotten_people where done_at is null)
$$;
revoke all on function landing.is_forgetting() from public;
grant execute on function landing.is_forgetting() to kith_steward;

-- Whoever decides about records also decides what is passed on, and reads what that needs.
grant select, insert on landing.sync_plans, landing.sync_intents, landing.sync_intent_facts,
    landing.sync_attempts, landing.sync_verdicts to kith_steward;
grant update (approved_at, approved_by) on landing.sync_plans to kith_steward;
grant update (released_at) on landing.sync_intent_facts to kith_steward;
grant select on landing.sync_plans, landing.sync_intents, landing.sync_intent_facts,
    landing.sync_attempts, landing.sync_verdicts to kith_builder, kith_privacy;
