"""Compares what was sent with what landed of the destination's own records since.

Each effect leaves one record of its trace. Fewer are missing, and only once a whole day that is
newer than the effect has landed: then the destination itself is asked before anything is sent
again. More are doubled, which is told and never mended. One that was seen and is now another is
changed: somebody there meant it so.
"""

from __future__ import annotations

import getpass
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg import sql
from psycopg.rows import class_row

from orchestration.lib import audit
from orchestration.lib.sync import ledger, settings, waiting
from orchestration.lib.sync.interface import Destination, Interface
from orchestration.lib.sync.interfaces import interface as made_for
from orchestration.lib.sync.ledger import Connection, Key

_LOOKED_BACK = timedelta(days=90)
_WHOLE_DAY = timedelta(days=1)
_BATCH = 5_000
# What was sent within the days looked back, oldest first, with the newest verdict on each.
_SENT = sql.SQL("""
    select intent_id, plan_id, effect_type_code, trace_sha256, state_code, attempt_count, sent_at,
        coalesce(target_record_id, (
            select max(their_id) from landing.sync_attempts as attempts
            where attempts.intent_id = intents.intent_id
        )) as target_record_id,
        verdicts.verdict_code, coalesce(verdicts.their_record_ids, '{{}}') as their_record_ids,
        state_code in ('done', 'found') and {is_followed} as is_followed
    from landing.sync_intents as intents
    inner join landing.sync_plans as plans using (plan_id, destination_id)
    left join lateral (
        select verdict_code, their_record_ids from landing.sync_verdicts as told
        where told.intent_id = intents.intent_id order by verdict_id desc limit 1
    ) as verdicts on true
    where intents.destination_id = %s and key_check = %s and sent_at > clock_timestamp() - %s
        and state_code in ('done', 'found', 'unknown', 'absent') and trace_sha256 > %s
    order by trace_sha256, intent_id limit %s
""").format(is_followed=ledger.MAY_BE_FOLLOWED)


class _Sent(NamedTuple):
    intent_id: int
    plan_id: int
    effect_type_code: str
    trace_sha256: str
    state_code: str
    attempt_count: int
    sent_at: datetime
    target_record_id: str | None
    verdict_code: str | None
    their_record_ids: list[str]
    # A later word of ours on the same sign-up took its place.
    is_followed: bool


class _Verdict(NamedTuple):
    code: str
    record_ids: Sequence[str]


@dataclass
class Reconciled:
    """What reconciling found. ``verdicts``: effects by what holds of them now; ``new``: those of
    them that it didn't before; ``waiting``: of which nothing can be said yet; ``refused``: facts
    that the destination refused and nothing was done about, by (source, its word)."""

    destination_id: str
    verdicts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_amiss(self) -> bool:
        """Whether somebody should look at something."""
        return bool(self.refused) or any(
            self.verdicts[each] for each in ("missing", "doubled", "changed")
        )


def reconcile(
    destination_id: str, interface: Interface | None = None, by: str | None = None
) -> Reconciled:
    """Say of all that was sent what landed of it; ``by``: who asks, else whose process it is.

    Raises ``Busy``, ``UnknownDestination``.
    """
    by = by or getpass.getuser()
    destination = settings.destination(destination_id)
    how = interface or made_for(destination)
    done = Reconciled(destination_id)
    with ledger.alone(destination_id, waits=True) as connection:
        key = Key(connection)
        until: dict[str, datetime | None] = {}
        plans: set[int] = set()
        newest = _newest_load(connection, destination_id)
        for batch in _sent(connection, destination, key):
            there = _there(connection, destination, how, key, batch)
            for kind in {each.effect_type_code for each in batch} - {*until}:
                until[kind] = how.landed_until(connection, kind)
            found = _judge(batch, there, until)
            done.verdicts.update(verdict.code for verdict in found.values())
            done.waiting += sum(
                each.intent_id not in found and not each.is_followed for each in batch
            )
            with connection.transaction():
                new = _write(connection, batch, found, newest)
            done.new.update(verdict.code for _, verdict in new)
            plans |= {each.plan_id for each, _ in new}
        if plans:
            audit.note(
                connection, "sync_reconciled", None, by, "What was sent was looked for there.",
                {"destination_id": destination_id, "plan_ids": sorted(plans), **done.new},
            )
        done.refused = waiting.refused(connection, destination_id, how.outbox)
    return done


def _sent(connection: Connection, destination: Destination, key: Key) -> Iterator[list[_Sent]]:
    """All that was sent, those of one trace never apart."""
    after = ""
    while True:
        with connection.cursor(row_factory=class_row(_Sent)) as cursor:
            batch = cursor.execute(
                _SENT, [destination.destination_id, key.check, _LOOKED_BACK, after, _BATCH]
            ).fetchall()
        if not batch:
            return
        if len(batch) == _BATCH and batch[0].trace_sha256 != batch[-1].trace_sha256:
            # The last trace may go on behind the page.
            last = batch[-1].trace_sha256
            batch = [each for each in batch if each.trace_sha256 != last]
        after = batch[-1].trace_sha256
        yield batch


def _there(
    connection: Connection, destination: Destination, how: Interface, key: Key,
    batch: Sequence[_Sent],
) -> dict[str, list[str]]:  # fmt: skip
    """The records that landed of each trace."""
    targets = sorted({each.target_record_id for each in batch if each.target_record_id})
    since = min(each.sent_at for each in batch) - timedelta(days=destination.oldest_days + 1)
    found: dict[str, set[str]] = defaultdict(set)
    for seen in how.landed(connection, targets, since):
        found[key.trace(seen.trace)].add(seen.record_id)
    return {trace: sorted(ids) for trace, ids in found.items()}


def _judge(
    batch: Iterable[_Sent], there: Mapping[str, Sequence[str]],
    until: Mapping[str, datetime | None],
) -> dict[int, _Verdict]:  # fmt: skip
    """What holds of each intent; of those that nothing can be said of yet nothing."""
    of_trace: dict[str, list[_Sent]] = defaultdict(list)
    for each in batch:
        of_trace[each.trace_sha256].append(each)
    found = {}
    for trace, sent in of_trace.items():
        ids = there.get(trace, ())
        is_doubled = len(ids) > max(sum(not each.is_followed for each in sent), 1)
        # What is there is of the last word, where the same was said before.
        for place, each in enumerate(sorted(sent, key=lambda each: each.is_followed)):
            if is_doubled:
                found[each.intent_id] = _Verdict("doubled", ids)
            elif place < len(ids):
                found[each.intent_id] = _Verdict("confirmed", [ids[place]])
            elif each.is_followed:
                if each.verdict_code:
                    found[each.intent_id] = _Verdict(each.verdict_code, each.their_record_ids)
            elif each.verdict_code in ("confirmed", "changed", "doubled"):
                found[each.intent_id] = _Verdict("changed", each.their_record_ids)
            elif _has_landed(until.get(each.effect_type_code), each):
                found[each.intent_id] = _Verdict("missing", [])
    return found


def _has_landed(until: datetime | None, sent: _Sent) -> bool:
    return until is not None and until >= sent.sent_at + _WHOLE_DAY


def _write(
    connection: Connection, batch: Sequence[_Sent], found: Mapping[int, _Verdict],
    newest: int | None,
) -> list[tuple[_Sent, _Verdict]]:  # fmt: skip
    """Append what is new, and have what is missing asked for at the destination itself."""
    new = [
        (each, verdict) for each in batch
        if (verdict := found.get(each.intent_id)) and verdict.code != each.verdict_code
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into landing.sync_verdicts"
            " (intent_id, verdict_code, their_record_ids, seen_load_id) values (%s, %s, %s, %s)",
            [(each.intent_id, verdict.code, list(verdict.record_ids), newest)
             for each, verdict in new],
        )
    for state, codes, before in (
        ("found", ("confirmed", "doubled"), ("unknown", "absent")),
        ("unknown", ("missing",), ("done", "found")),
    ):
        told = [
            each for each, verdict in new
            if verdict.code in codes and each.state_code in before
        ]
        ledger.step(connection, told, state, "landed" if state == "found" else "missing")
    return new


def _newest_load(connection: Connection, source_id: str) -> int | None:
    row = connection.execute(
        "select max(load_id) from landing.loads where source_id = %s", [source_id]
    ).fetchone()
    return row[0] if row else None
