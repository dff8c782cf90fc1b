-- What people decided about people: appended by stewards, read by identity, never rebuilt.

-- One row per decision about two person records; the newest about a pair holds.
create table if not exists landing.steward_decisions (
    decision_id bigint generated always as identity primary key,
    left_record_key text not null,
    right_record_key text not null,
    decision_code text not null check (decision_code in ('yes', 'no', 'not_sure')),
    decided_by text not null check (decided_by <> ''),
    decided_at timestamptz not null default clock_timestamp(),
    -- Why, without personal details: it is exported and shown to whoever may read identity.
    reason text not null check (reason <> ''),
    -- A hash of what spoke for and against when it was decided: new evidence reopens a "not sure".
    evidence_key text,
    constraint a_pair_is_two_records_in_order check (left_record_key < right_record_key collate "C"),
    -- Importing an export twice adds nothing.
    constraint decided_once
        unique (left_record_key, right_record_key, decided_at, decided_by, decision_code)
);

-- One row per approval of what a build would change about people; it allows that change and no other.
create table if not exists landing.change_approvals (
    approval_id bigint generated always as identity primary key,
    changes_key text not null,
    approved_by text not null check (approved_by <> ''),
    approved_at timestamptz not null default clock_timestamp(),
    reason text not null check (reason <> ''),
    merged_count bigint not null,
    split_count bigint not null
);

grant select, insert on landing.steward_decisions, landing.change_approvals to kith_steward;
grant select on landing.steward_decisions, landing.change_approvals to kith_builder;
