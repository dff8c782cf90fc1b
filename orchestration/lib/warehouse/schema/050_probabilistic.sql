-- What the probabilistic model found: written by the tier that runs it, read by identity. Empty
-- where it has not run, and then identity resolves by its rules alone.

-- One row per run of the model, with what it learned about this warehouse's records.
create table if not exists landing.probabilistic_runs (
    run_number bigint generated always as identity primary key,
    ran_at timestamptz not null default clock_timestamp(),
    model_version text not null,
    record_count bigint not null,
    -- Binary logarithm of the odds from which on two records count as one person's.
    accept_weight numeric not null,
    -- Of records that are certainly one person's, the share whose birth dates differ.
    birth_date_slip_share numeric not null,
    figures jsonb not null
);

-- One row per two person records that the newest run held to be worth a word.
create table if not exists landing.probabilistic_links (
    run_number bigint not null,
    left_record_key text not null,
    right_record_key text not null,
    weight numeric not null,
    verdict_code text not null check (verdict_code in ('strong', 'likely', 'too_thin', 'doubtful')),
    constraint a_link_is_two_records_in_order check (left_record_key < right_record_key collate "C")
);

grant select, insert on landing.probabilistic_runs to kith_builder;
grant select, insert, delete, truncate on landing.probabilistic_links to kith_builder;
grant select on landing.probabilistic_runs, landing.probabilistic_links to kith_steward;
