"""Plans what is passed on: the facts of the outbox that no live intent has, as effects, frozen.

What needs a person's approval is a plan of its own, so that it keeps nothing else waiting.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib import audit
from orchestration.lib.errors import KithError
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.sync import ledger, settings, waiting
from orchestration.lib.sync.interface import Destination, Interface
from orchestration.lib.sync.interfaces import interface as made_for
from orchestration.lib.sync.ledger import Connection, Key

_BATCH = 5_000
# Nobody is made twice, whichever of their records says who they are by now.
_NEW_FACTS = """
    select outbox.* from {outbox} as outbox
    where destination_id = %(destination)s and disposition_code = 'send' and not exists (
        select from landing.sync_intent_facts as planned
        where planned.destination_id = outbox.destination_id
            and planned.fact_key = outbox.fact_key and released_at is null
    )
    and (fact_type_code <> 'new_person' or coalesce(person_id, '') not in (
        select made.person_id from {outbox} as made
        inner join landing.sync_intent_facts as told
            on told.destination_id = made.destination_id and told.fact_key = made.fact_key
        inner join landing.sync_intents as intents on intents.intent_id = told.intent_id
        where made.destination_id = %(destination)s and made.fact_type_code = 'new_person'
            and made.person_id is not null and released_at is null and state_code <> 'rejected'
    ) and effect_key not in (
        select intents.effect_key from landing.sync_intents as intents
        where intents.destination_id = %(destination)s and effect_type_code = 'new_person'
            and state_code not in ('dropped', 'rejected')
    ))
    order by effect_key, occurred_at, fact_key
"""
# What was refused as it was is free again once something else would be sent of it, or if asked.
_LET_GO = """
    update landing.sync_intent_facts as facts set released_at = clock_timestamp()
    from landing.sync_intents as intents, {outbox} as outbox
    where intents.intent_id = facts.intent_id and state_code = 'rejected'
        and facts.released_at is null and facts.destination_id = %(destination)s
        and outbox.destination_id = facts.destination_id and outbox.fact_key = facts.fact_key
        and (outbox.content_version <> facts.content_version or %(again)s)
"""
# So is a sign-up's word that it has again, after a later one took its place there.
_LET_GO_AGAIN = """
    update landing.sync_intent_facts as facts set released_at = clock_timestamp()
    from landing.sync_intents as intents, {outbox} as outbox
    where intents.intent_id = facts.intent_id and state_code in ('done', 'found')
        and facts.released_at is null and facts.destination_id = %(destination)s
        and outbox.destination_id = facts.destination_id and outbox.fact_key = facts.fact_key
        and outbox.disposition_code = 'send' and {is_followed}
"""
_TIMES_LET_GO = """
    select planned.fact_key, count(*) from landing.sync_intent_facts as planned
    inner join {outbox} as outbox
        on outbox.destination_id = planned.destination_id and outbox.fact_key = planned.fact_key
    where planned.destination_id = %(destination)s and released_at is not null
        and disposition_code = 'send'
    group by 1
"""
_DISPOSITIONS = """
    select source_id, fact_type_code, disposition_code, count(*) from {outbox}
    where destination_id = %(destination)s group by 1, 2, 3
"""


class NoOutbox(KithError):
    """The outbox wasn't published yet."""


class NoSuchPlan(KithError):
    """No plan of that number waits for an approval."""


class _Fact(NamedTuple):
    fact_key: str
    content_version: str
    source_id: str
    fact_type_code: str


class _Drafted(NamedTuple):
    """An effect as the ledger will have it: what is sent is left in the outbox."""

    effect_key: str
    type_code: str
    target_record_id: str | None
    payload: str
    trace: str
    facts: list[_Fact]
    is_gated: bool
    happened_at: datetime
    # A result of a person, not of one of their numbers.
    is_told_once: bool


@dataclass(frozen=True)
class Plan:
    """A frozen list of effects. ``effects``: how many by (type, method). ``calls`` and
    ``single_calls``: of the rate limit, as planned and one by one; ``bulk_calls``: with jobs, were
    set what ``bulk_needs`` names (of ``settings.Access``). ``fact_types``: by type of effect."""

    plan_id: int
    is_approval_needed: bool
    effects: Counter[tuple[str, str]]
    fact_count: int
    calls: int
    single_calls: int
    content_sha256: str
    bulk_calls: int
    bulk_needs: tuple[str, ...]
    fact_types: Mapping[str, frozenset[str]]

    @property
    def effect_count(self) -> int:
        """How many effects there are in all."""
        return self.effects.total()


@dataclass(frozen=True)
class Planned:
    """What planning found. ``dispositions``: facts of the outbox by (source, type, disposition);
    ``new``: those of them that are in these plans, by (source, type); ``refused``: those that the
    destination refused, by (source, its word). Of earlier plans: ``waiting`` are the numbers of
    those that wait for somebody's yes, ``may_go_count`` the effects that the next push takes up."""

    destination_id: str
    plans: tuple[Plan, ...]
    dispositions: Counter[tuple[str, str, str]]
    new: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    waiting: tuple[int, ...] = ()
    may_go_count: int = 0


def make(
    destination_id: str, by: str, interface: Interface | None = None, again: bool = False
) -> Planned:
    """Freeze what is to be passed on and in no plan yet; nothing is sent.

    ``again``: also what the destination refused, as it was, once its cause is mended there.
    Raises ``Busy``, ``Forgetting``, ``NoOutbox``, ``UnknownDestination``.
    """
    destination = settings.destination(destination_id)
    how = interface or made_for(destination)
    with ledger.alone(destination_id, waits=True) as connection:
        refuse_without_outbox(connection, how)
        key = Key(connection)
        asked = {"destination": destination_id}
        with connection.transaction():
            connection.execute(_query(_LET_GO, how), asked | {"again": again})
            connection.execute(_query(_LET_GO_AGAIN, how), asked)
            # In the order in which it happened: a later word is sent after the one before.
            drafts = _not_told_yet(connection, destination, sorted(
                _drafts(connection, destination, how, key), key=lambda draft: draft.happened_at
            ))
            plans = tuple(
                _freeze(connection, destination, how, key, part, by, is_gated)
                for is_gated in (False, True)
                if (part := [draft for draft in drafts if draft.is_gated is is_gated])
            )
            if plans:
                audit.note(connection, "sync_planned", None, by, "What is to be passed on.", {
                    "destination_id": destination_id,
                    "plan_ids": [each.plan_id for each in plans],
                    "effects": sum(each.effect_count for each in plans),
                })
            crashpoint("sync_planned")
        made = [each.plan_id for each in plans]
        return Planned(
            destination_id, plans, dispositions(connection, destination_id, how),
            Counter(
                (fact.source_id, fact.fact_type_code)
                for draft in drafts for fact in draft.facts
            ),
            waiting.refused(connection, destination_id, how.outbox),
            tuple(each.plan_id for each in waiting.plans(destination_id)
                  if each.plan_id not in made),
            waiting.may_go(connection, destination_id, made),
        )


def dispositions(
    connection: Connection, destination_id: str, how: Interface
) -> Counter[tuple[str, str, str]]:
    """How many facts of the outbox, by source, type and what becomes of them."""
    rows = connection.execute(_query(_DISPOSITIONS, how), {"destination": destination_id})
    return Counter({(source, kind, code): count for source, kind, code, count in rows})


def approve(destination_id: str, by: str, plan_ids: Sequence[int] = ()) -> list[int]:
    """Let these plans be sent, or all that wait; their numbers. Raises ``NoSuchPlan``."""
    with ledger.alone(destination_id, waits=True) as connection, connection.transaction():
        approved = sorted(row[0] for row in connection.execute(
            "update landing.sync_plans set approved_at = clock_timestamp(), approved_by = %s"
            " where destination_id = %s and is_approval_needed and approved_at is null"
            " and (cardinality(%s::bigint[]) = 0 or plan_id = any(%s::bigint[]))"
            " returning plan_id",
            [by, destination_id, list(plan_ids), list(plan_ids)],
        ))
        if left := sorted({*plan_ids} - {*approved}):
            raise NoSuchPlan(waiting.why_not([destination_id], left))
        if approved:
            audit.note(
                connection, "sync_approved", None, by, "What is planned may be passed on.",
                {"destination_id": destination_id, "plan_ids": approved},
            )
    return approved


def refuse_without_outbox(connection: Connection, how: Interface) -> None:
    """Raises ``NoOutbox``."""
    row = connection.execute("select to_regclass(%s)", [f"marts.{how.outbox}"]).fetchone()
    if row == (None,):
        raise NoOutbox("What may be passed on was never built here. Build it: ./kith build")


def _query(query: str, how: Interface) -> sql.Composed:
    return sql.SQL(query).format(
        outbox=sql.Identifier("marts", how.outbox), is_followed=ledger.IS_FOLLOWED
    )


def _drafts(
    connection: Connection, destination: Destination, how: Interface, key: Key
) -> Iterator[_Drafted]:
    with connection.cursor("new_facts", row_factory=dict_row) as cursor:
        cursor.itersize = _BATCH
        cursor.execute(_query(_NEW_FACTS, how), {"destination": destination.destination_id})
        for effect_key, rows in groupby(cursor, key=lambda row: row["effect_key"]):
            facts = list(rows)
            effect = how.effect(facts)
            yield _Drafted(
                effect_key, effect.type_code, effect.target_record_id, key.payload(effect),
                key.trace(effect.trace),
                [_Fact(*(fact[name] for name in _Fact._fields)) for fact in facts],
                any(fact["is_approval_needed"] for fact in facts),
                max(fact["occurred_at"] for fact in facts),
                effect.type_code in ("canvass_result", "campaign_result")
                and not any(fact.get("phone_e164") for fact in facts),
            )


def _not_told_yet(
    connection: Connection, destination: Destination, drafts: Sequence[_Drafted]
) -> list[_Drafted]:
    """Those that aren't told there already: a person's result of a day, by one channel, is told
    once, whichever tools tell of it and when, and not where answers tell of it. Any other is
    planned once that one is given up."""
    results = [draft.trace for draft in drafts if draft.is_told_once]
    told = {row[0] for row in connection.execute(
        "select trace_sha256 from landing.sync_intents where destination_id = %s"
        " and trace_sha256 = any(%s) and state_code not in ('dropped', 'rejected')",
        [destination.destination_id, results],
    )}
    told |= {draft.trace for draft in drafts if not draft.is_told_once}
    left = []
    for draft in drafts:
        if draft.is_told_once:
            if draft.trace in told:
                continue
            told.add(draft.trace)
        left.append(draft)
    return left


def _freeze(
    connection: Connection, destination: Destination, how: Interface, key: Key,
    drafts: Sequence[_Drafted], by: str, is_gated: bool,
) -> Plan:  # fmt: skip
    counts = Counter(draft.type_code for draft in drafts)
    methods = {kind: _cheaper(how, kind, count) for kind, count in counts.items()}
    earlier = _times_let_go(connection, destination.destination_id, how)
    rows = []
    digest = hashlib.sha256()
    for draft in drafts:
        fact_keys = sorted(fact.fact_key for fact in draft.facts)
        again = max((earlier.get(each, 0) for each in fact_keys), default=0)
        told = [destination.destination_id, draft.effect_key, str(again), *fact_keys]
        idempotency_key = hashlib.sha256("|".join(told).encode()).hexdigest()
        digest.update(f"{idempotency_key}{draft.payload}".encode())
        rows.append((
            draft.effect_key, idempotency_key, draft.type_code, draft.target_record_id,
            draft.payload, draft.trace, methods[draft.type_code][0],
        ))
    calls = sum(calls for _, calls, _ in methods.values())
    saved, needs = _saved_if_set(how, counts)
    single_calls = sum(calls for _, _, calls in methods.values())
    facts = sum(len(draft.facts) for draft in drafts)
    plan_id = _number(connection.execute(
        "insert into landing.sync_plans (destination_id, made_by, effect_count, fact_count,"
        " call_count, single_call_count, content_sha256, key_check, is_approval_needed)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning plan_id",
        [destination.destination_id, by, len(drafts), facts, calls, single_calls,
         digest.hexdigest(), key.check, is_gated],
    ).fetchone())
    for start in range(0, len(rows), _BATCH):
        _write(
            connection, destination.destination_id, plan_id, rows[start : start + _BATCH],
            drafts[start : start + _BATCH],
        )
    effects = Counter({(kind, methods[kind][0]): count for kind, count in counts.items()})
    return Plan(
        plan_id, is_gated, effects, facts, calls, single_calls, digest.hexdigest(),
        calls - saved, needs, {
            kind: frozenset(fact.fact_type_code for draft in drafts if draft.type_code == kind
                            for fact in draft.facts)
            for kind in counts
        },
    )


def _write(
    connection: Connection, destination_id: str, plan_id: int,
    rows: Sequence[tuple[Any, ...]], drafts: Sequence[_Drafted],
) -> None:  # fmt: skip
    made = dict(connection.execute(
        "insert into landing.sync_intents (plan_id, destination_id, effect_key, idempotency_key,"
        " effect_type_code, target_record_id, payload_sha256, trace_sha256, method)"
        " select %s, %s, effects.* from unnest(%s::text[], %s::text[], %s::text[], %s::text[],"
        " %s::text[], %s::text[], %s::text[]) as effects"
        " returning idempotency_key, intent_id",
        [plan_id, destination_id, *map(list, zip(*rows, strict=True))],
    ).fetchall())
    facts = [
        (made[row[1]], fact.fact_key, fact.content_version)
        for row, draft in zip(rows, drafts, strict=True) for fact in draft.facts
    ]
    connection.execute(
        "insert into landing.sync_intent_facts"
        " (destination_id, intent_id, fact_key, content_version)"
        " select %s, facts.* from unnest(%s::bigint[], %s::text[], %s::text[]) as facts",
        [destination_id, *map(list, zip(*facts, strict=True))],
    )


def _cheaper(how: Interface, type_code: str, count: int) -> tuple[str, int, int]:
    """The method that takes fewer calls, how many, and how many one by one."""
    single = count * how.calls(type_code)
    bulk = how.bulk(type_code)
    if bulk is None:
        return "single", single, single
    jobs = math.ceil(count / bulk.most_effects) * bulk.calls
    return ("bulk", jobs, single) if jobs < single else ("single", single, single)


def _saved_if_set(how: Interface, counts: Counter[str]) -> tuple[int, tuple[str, ...]]:
    """How many calls jobs would save that aren't possible yet, and what would have to be set."""
    saved, needs = 0, set()
    for kind, count in counts.items():
        if would := how.bulk_if_set(kind):
            bulk, lacking = would
            less = count * how.calls(kind) - math.ceil(count / bulk.most_effects) * bulk.calls
            if less > 0:
                saved += less
                needs |= {*lacking}
    return saved, tuple(sorted(needs))


def _times_let_go(connection: Connection, destination_id: str, how: Interface) -> dict[str, int]:
    """How often each fact was planned and let go: what is planned anew has a key of its own."""
    asked = {"destination": destination_id}
    return dict(connection.execute(_query(_TIMES_LET_GO, how), asked).fetchall())


def _number(row: tuple[Any, ...] | None) -> int:
    assert row is not None
    return int(row[0])
