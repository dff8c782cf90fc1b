"""What was planned and sent, as `landing.sync_*` holds it: every step is committed on its own."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from orchestration.lib.errors import KithError
from orchestration.lib.sync.interface import Answer, Effect, Trace
from orchestration.lib.warehouse.connection import connect

Connection = psycopg.Connection[Any]
_ROLE = "kith_steward"
_PAGE = 500
_FOLLOWED = sql.SQL("""(effect_type_code = 'sign_up' and exists (
    select from landing.sync_intents as later
    where later.destination_id = intents.destination_id
        and later.effect_key = intents.effect_key and later.intent_id > intents.intent_id
        and later.trace_sha256 <> intents.trace_sha256 and later.state_code = any({})
))""")
# Whether a later word of Kith's own on the same sign-up took the place of an intent's (intents),
# under whichever record of a person who was merged meanwhile; and whether one may have.
IS_FOLLOWED = _FOLLOWED.format(["done", "found"])
MAY_BE_FOLLOWED = _FOLLOWED.format(["done", "found", "sending", "queued", "unknown"])
# Intents of what may be sent, with their facts; those of another installation's key never are.
_INTENTS = """
    select intent_id, plan_id, effect_key, idempotency_key, effect_type_code, target_record_id,
        payload_sha256, trace_sha256, method, state_code, attempt_count,
        clock_timestamp() - (select max(noted_at) from landing.sync_attempts as attempts
            where attempts.intent_id = intents.intent_id) as age, job_id,
        approved_at is not null as is_approved,
        coalesce((select verdict_code = 'missing' and decided_at > sent_at
            from landing.sync_verdicts as verdicts where verdicts.intent_id = intents.intent_id
            order by verdict_id desc limit 1), false) as is_missing,
        array(select fact_key from landing.sync_intent_facts as facts
            where facts.intent_id = intents.intent_id order by fact_key) as fact_keys,
        (select count(*) from landing.sync_attempts as attempts
            where attempts.intent_id = intents.intent_id and outcome_code = 'absent') as lost_count
    from landing.sync_intents as intents
    inner join landing.sync_plans as plans using (plan_id, destination_id)
    where intents.destination_id = %(destination)s and state_code = any(%(states)s)
        and (not is_approval_needed or approved_at is not null)
        and key_check = %(key)s and intent_id > %(after)s
    order by intent_id limit %(page)s
"""


class Busy(KithError):
    """Somebody else plans or pushes to the destination now."""


class Forgetting(KithError):
    """Somebody is being forgotten: nothing is passed on until that is done."""


@dataclass(frozen=True)
class Intent:
    """An effect that was written down.

    ``age``: for how long nothing was noted of it, by the clock that notes it; None where nothing
    ever was. ``lost_count``: how often it was sent and isn't there. ``is_missing``: the records
    that landed since don't show it.
    """

    intent_id: int
    plan_id: int
    effect_key: str
    idempotency_key: str
    effect_type_code: str
    target_record_id: str | None
    payload_sha256: str
    trace_sha256: str
    method: str
    state_code: str
    attempt_count: int
    age: timedelta | None
    job_id: str | None
    fact_keys: list[str]
    lost_count: int
    is_approved: bool
    is_missing: bool


class Key:
    """Makes the hashes of the ledger, with a key that only this installation has."""

    def __init__(self, connection: Connection) -> None:
        row = connection.execute("select landing.subject_key('sync')").fetchone()
        self._key = bytes.fromhex(row[0]) if row else b""
        self.check = self._hash("key")

    def payload(self, effect: Effect) -> str:
        """Of all that is sent."""
        return self._hash([effect.type_code, effect.target_record_id, effect.payload])

    def trace(self, trace: Trace) -> str:
        """Of what is seen of it."""
        return self._hash(list(trace))

    def _hash(self, told: object) -> str:
        text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
        return hmac.digest(self._key, text.encode(), "sha256").hex()


@contextmanager
def alone(destination_id: str, waits: bool = False) -> Iterator[Connection]:
    """A connection that commits each statement, while nobody else plans or pushes there.

    The lock goes with the connection: a process that dies gives it up, and one that lost it can
    write nothing any more. Raises ``Busy``, and ``Forgetting``.
    """
    with connect(_ROLE, autocommit=True) as connection:
        row = connection.execute(
            b"select pg_advisory_lock(hashtext(%s)) is not null" if waits
            else b"select pg_try_advisory_lock(hashtext(%s))",
            [f"kith sync {destination_id}"],
        ).fetchone()
        if row != (True,):
            raise Busy(f"Something is passed on to {destination_id} already. Try again later.")
        refuse_amid_forgetting(connection)
        yield connection
        # The server may take a moment to see that a connection was closed.
        connection.execute(
            b"select pg_advisory_unlock(hashtext(%s))", [f"kith sync {destination_id}"]
        )


def refuse_amid_forgetting(connection: Connection) -> None:
    """Raises ``Forgetting`` while somebody may be in marts who is not to be any more."""
    if connection.execute("select landing.is_forgetting()").fetchone() == (True,):
        raise Forgetting(
            "Somebody is being forgotten, so nothing is passed on until that is done. Is nobody at "
            "it any more? ./kith forget --go-on"
        )


def intents(
    connection: Connection, destination_id: str, key: Key, states: Sequence[str]
) -> Iterator[Intent]:
    """The approved intents in these states, oldest first; it may be changed what they are in."""
    after = 0
    while True:
        with connection.cursor(row_factory=class_row(Intent)) as cursor:
            page = cursor.execute(_INTENTS, {
                "destination": destination_id, "states": list(states), "key": key.check,
                "after": after, "page": _PAGE,
            }).fetchall()
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].intent_id


def begin(connection: Connection, batch: Sequence[Intent], job_id: str | None = None) -> None:
    """Write down that these are being sent, and by which name as a job, whose answer may be lost.

    Raises ``UniqueViolation`` where another sends them.
    """
    connection.execute(
        "insert into landing.sync_attempts (intent_id, attempt_number, outcome_code, job_id)"
        " select intent_id, attempt_number, 'sending', %s"
        " from unnest(%s::bigint[], %s::integer[]) as begun (intent_id, attempt_number)",
        [job_id, [each.intent_id for each in batch],
         [each.attempt_count + 1 for each in batch]],
    )


def note(
    connection: Connection, batch: Sequence[Intent], answers: Sequence[Answer], number: int = 1
) -> None:
    """Write down what came of each, in one transaction. ``number``: attempts begun since read."""
    connection.execute(
        "insert into landing.sync_attempts"
        " (intent_id, attempt_number, outcome_code, http_status, reason_code, their_id, job_id)"
        " select * from unnest(%s::bigint[], %s::integer[], %s::text[], %s::integer[], %s::text[],"
        "  %s::text[], %s::text[])",
        [
            [each.intent_id for each in batch],
            [each.attempt_count + number for each in batch],
            [each.outcome_code for each in answers],
            [each.http_status for each in answers],
            [each.reason_code for each in answers],
            [each.their_id for each in answers],
            [each.job_id for each in answers],
        ],
    )


class Sent(Protocol):
    """What a step is written down of."""

    @property
    def intent_id(self) -> int:
        """Its number."""
        ...

    @property
    def attempt_count(self) -> int:
        """How often it was begun."""
        ...


def step(
    connection: Connection, batch: Sequence[Sent], outcome_code: str,
    reason_code: str | None = None, job_id: str | None = None,
) -> None:  # fmt: skip
    """Write down that the newest attempt of each came to this: found, absent, unknown, dropped.

    ``job_id``: empty once nothing is left of the job it was in.
    """
    connection.execute(
        "insert into landing.sync_attempts"
        " (intent_id, attempt_number, outcome_code, reason_code, job_id)"
        " select intent_id, attempt_number, %s, %s, %s"
        " from unnest(%s::bigint[], %s::integer[]) as told (intent_id, attempt_number)",
        [outcome_code, reason_code, job_id, [each.intent_id for each in batch],
         [each.attempt_count for each in batch]],
    )


class InJob(NamedTuple):
    """An intent of a job."""

    job_id: str
    intent_id: int
    attempt_count: int


def settled_jobs(connection: Connection, destination_id: str) -> list[InJob]:
    """What was found of jobs, by job, where nothing of the job is open and its file may be left."""
    with connection.cursor(row_factory=class_row(InJob)) as cursor:
        return cursor.execute(
            "select job_id, intent_id, attempt_count from landing.sync_intents as intents"
            " where destination_id = %s and method = 'bulk' and state_code = 'found'"
            " and job_id <> '' and not exists ("
            "  select from landing.sync_intents as others"
            "  where others.destination_id = intents.destination_id"
            "  and others.job_id = intents.job_id"
            "  and others.state_code in ('sending', 'queued', 'unknown'))"
            " order by job_id, intent_id",
            [destination_id],
        ).fetchall()


def settled_traces(
    connection: Connection, destination_id: str, traces: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Of each trace: how many effects are known to be there, and how many still may come."""
    query = sql.SQL(
        "select trace_sha256,"
        " count(*) filter (where state_code in ('done', 'found') and not {is_followed}),"
        " count(*) filter (where state_code in ('sending', 'queued'))"
        " from landing.sync_intents as intents where destination_id = %s"
        " and trace_sha256 = any(%s) group by 1"
    ).format(is_followed=IS_FOLLOWED)
    rows = connection.execute(query, [destination_id, list(traces)])
    return {trace: (there, may_come) for trace, there, may_come in rows}


def count_of_others(connection: Connection, destination_id: str, key: Key) -> int:
    """How many effects are open that were planned with another installation's secret."""
    row = connection.execute(
        "select count(*) from landing.sync_intents as intents"
        " inner join landing.sync_plans as plans using (plan_id, destination_id)"
        " where intents.destination_id = %s and key_check <> %s and state_code in"
        "  ('planned', 'sending', 'queued', 'not_sent', 'unknown', 'absent')",
        [destination_id, key.check],
    ).fetchone()
    return row[0] if row else 0


def first_sent_at(
    connection: Connection, destination_id: str, traces: Sequence[str]
) -> datetime | None:
    """When an effect of any of these traces was first sent; None where none was."""
    row = connection.execute(
        "select min(noted_at) from landing.sync_attempts as attempts"
        " inner join landing.sync_intents as intents using (intent_id)"
        " where destination_id = %s and trace_sha256 = any(%s) and outcome_code = 'sending'",
        [destination_id, list(traces)],
    ).fetchone()
    return row[0] if row else None
