"""Sends what was planned: each effect once, whatever ends in between.

    unknown → read back → found, or absent and sent again;   planned → looked at once more → sent

Before each request stands a row that says so. Who finds one that nothing follows knows that the
process ended amid it, and asks the destination instead of sending it again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice

from orchestration.lib import audit
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.sync import ledger, plan, settings, waiting
from orchestration.lib.sync.interface import (
    Answer,
    Destination,
    Effect,
    Interface,
    NotAnswered,
    gone,
)
from orchestration.lib.sync.interfaces import for_sending
from orchestration.lib.sync.ledger import Connection, Intent, Key
from orchestration.lib.sync.outbox import Outbox

TO_SEND = ("planned", "not_sent", "absent")
_TOGETHER = 50
_ASKED_TOGETHER = 500
# How often in a row a destination may ask to wait, and how long at a time, before it is left alone.
_MOST_WAITS = 8
_LONGEST_WAIT = 300.0
# So many unknown outcomes in a row, and it is left alone too.
_MOST_DOUBTS = 5
_POLL_SECONDS = 5.0
# A job may wait in the destination's queue so much longer than a request takes to be seen.
_JOBS_TAKE = 24
# The destination's clock may tell another time than ours.
_CLOCKS_APART = timedelta(days=1)
_LONGEST_JOB = 600.0


@dataclass
class Pushed:
    """What a push did. ``outcomes``: effects by what came of them; ``reasons``: why by (outcome,
    word); ``calls``: of the rate limit. ``is_closed``: something wasn't tried, as the destination
    is down or refuses the key. ``open_count``: effects that wait for the next push;
    ``others_count``: those that another installation planned, which is left to it; ``refused``:
    facts that it refused, now or before, and nothing was done about, by (source, its word).
    ``files_left``: of jobs that are over, whose file couldn't be taken away; ``plan_ids``: of what
    anything came of."""

    destination_id: str
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    is_closed: bool = False
    open_count: int = 0
    others_count: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    files_left: int = 0
    plan_ids: set[int] = field(default_factory=set)
    seconds: float = 0.0


@dataclass
class _Run:
    connection: Connection
    destination: Destination
    how: Interface
    key: Key
    outbox: Outbox
    pushed: Pushed
    wait: Callable[[float], object]
    tell: Callable[[int, int], object]
    total: int = 0
    is_closed: bool = False
    closed_types: set[str] = field(default_factory=set)
    doubts: int = 0

    def close(self) -> None:
        """Leave the destination alone for now."""
        self.is_closed = self.pushed.is_closed = True

    def count(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.pushed.outcomes[answer.outcome_code] += 1
            if answer.reason_code:
                self.pushed.reasons[answer.outcome_code, answer.reason_code] += 1
            self.doubts = self.doubts + 1 if answer.outcome_code == "unknown" else 0
            if answer.is_closed or self.doubts >= _MOST_DOUBTS:
                self.close()
        self.tell(min(self.pushed.outcomes.total(), self.total), self.total)

    def note(self, batch: Sequence[Intent], answers: Sequence[Answer], number: int = 1) -> None:
        ledger.note(self.connection, batch, answers, number)
        self.pushed.plan_ids |= {each.plan_id for each in batch}
        if any(each.is_type_closed for each in answers):
            self.closed_types.add(batch[0].effect_type_code)
            self.pushed.is_closed = True
        self.count(answers)

    def step(
        self, batch: Sequence[Intent], outcome: str, reason: str | None = None,
        job_id: str | None = None,
    ) -> None:  # fmt: skip
        if batch:
            ledger.step(self.connection, batch, outcome, reason, job_id)
            self.pushed.plan_ids |= {each.plan_id for each in batch}
            self.pushed.outcomes[outcome] += len(batch)
            if reason:
                self.pushed.reasons[outcome, reason] += len(batch)


def push(
    destination_id: str,
    by: str,
    interface: Interface | None = None,
    wait: Callable[[float], object] = time.sleep,
    tell: Callable[[int, int], object] = lambda done, total: None,
) -> Pushed:
    """Send what is planned and, where that is asked, approved; go on where a push was ended.

    Raises ``Busy``, ``Forgetting``, ``NoAccess``, ``NoOutbox``, ``UnknownDestination``.
    """
    destination = settings.destination(destination_id)
    how = interface or for_sending(destination)
    began = time.monotonic()
    with ledger.alone(destination_id) as connection:
        plan.refuse_without_outbox(connection, how)
        key = Key(connection)
        outbox = Outbox(connection, destination, how, key)
        run = _Run(connection, destination, how, key, outbox, Pushed(destination_id), wait, tell)
        run.total = _count(run, TO_SEND)
        _say_what_was_ended(run)
        _finish_jobs(run, patience=0.0)
        _tidy(run)
        _read_back(run)
        _send_jobs(run)
        _send_each(run)
        _finish_jobs(run, patience=_LONGEST_JOB)
        run.pushed.open_count = _count(run, (*TO_SEND, "queued", "unknown"))
        run.pushed.others_count = ledger.count_of_others(connection, destination_id, key)
        run.pushed.refused = waiting.refused(connection, destination_id, how.outbox)
        run.pushed.seconds = time.monotonic() - began
        if run.pushed.outcomes:
            audit.note(
                connection, "sync_pushed", None, by, "What was planned was passed on.",
                {"destination_id": destination_id, "plan_ids": sorted(run.pushed.plan_ids),
                 **run.pushed.outcomes},
            )
    return run.pushed


def _intents(run: _Run, *states: str) -> Iterator[Intent]:
    return ledger.intents(run.connection, run.destination.destination_id, run.key, states)


def _count(run: _Run, states: Sequence[str]) -> int:
    return sum(1 for _ in _intents(run, *states))


def _say_what_was_ended(run: _Run) -> None:
    """Nobody else is at it: what is being sent was ended amid it."""
    for batch in _batches(_intents(run, "sending")):
        run.step(batch, "unknown", "ended")


def _finish_jobs(run: _Run, patience: float) -> None:
    """Write down what came of each job, waiting for those that go on."""
    for _ in range(int(patience / _POLL_SECONDS) + 1):
        goes_on = False
        queued = sorted(_intents(run, "queued"), key=lambda each: each.job_id or "")
        for job_id, each in groupby(queued, key=lambda each: each.job_id or ""):
            goes_on |= not _finish_job(run, job_id, list(each))
        if not goes_on:
            return
        if patience:
            run.wait(_POLL_SECONDS)


def _finish_job(run: _Run, job_id: str, batch: Sequence[Intent]) -> bool:
    run.outbox.look(batch)
    known = [(each, effect) for each in batch if (effect := run.outbox.effect(each))]
    try:
        answers = run.how.results(job_id, [effect for _, effect in known])
    except NotAnswered:
        return False
    if answers is None:
        return False
    crashpoint("sync_job_finished")
    left = _take_away(run, job_id)
    with run.connection.transaction():
        run.note(
            [each for each, _ in known], [replace(each, job_id=left) for each in answers], number=0
        )
        told = {each.intent_id for each, _ in known}
        run.step(
            [each for each in batch if each.intent_id not in told], "unknown", "not_told", left
        )
    return True


def _take_away(run: _Run, job_id: str) -> str | None:
    """Delete the file of a job that is over: what is left of it for the ledger, empty if nothing.

    Before it is written down what came of the job: who ends in between does it again.
    """
    if run.how.take_away(job_id):
        return ""
    run.pushed.files_left += 1
    return None


def _tidy(run: _Run) -> None:
    """Delete the files of jobs whose answer got lost, and that landed records settled since."""
    settled = ledger.settled_jobs(run.connection, run.destination.destination_id)
    for job_id, each in groupby(settled, key=lambda each: each.job_id):
        if _take_away(run, job_id) is not None:
            ledger.step(run.connection, list(each), "found", "landed", job_id="")


def _read_back(run: _Run) -> None:
    """Ask the destination about what may be there, once it has had the time to show it."""
    due = [each for each in _intents(run, "unknown") if _is_shown_by_now(run, each)]
    # Where a job's answer got lost its file is there still; nothing fetches it any more.
    gone_jobs = {
        job_id for job_id in {each.job_id for each in due if each.method == "bulk"}
        if job_id and _take_away(run, job_id) is not None
    }
    for batch in _batches(due, _ASKED_TOGETHER):
        run.outbox.look(batch)
        asked = [
            (each, effect) for each in batch
            if (effect := run.outbox.effect(each)) and not _is_of_another(run, each, effect)
        ]
        moved = {each.intent_id for each in batch} - {each.intent_id for each, _ in asked}
        effects = [effect for _, effect in asked]
        try:
            seen = {*run.how.read_back(effects, _since(run, batch))} if effects else set()
        except NotAnswered:
            continue
        crashpoint("sync_read_back")
        there = Counter(run.key.trace(each.trace) for each in seen)
        lost = {gone(each.target_record_id).trace for each, _ in asked if each.target_record_id}
        lost &= {each.trace for each in seen}
        _decide(run, batch, there, moved, {trace[1] for trace in lost}, gone_jobs)


def _is_shown_by_now(run: _Run, intent: Intent) -> bool:
    takes = run.how.lag * (_JOBS_TAKE if intent.method == "bulk" else 1)
    return intent.age is not None and intent.age >= takes


def _is_of_another(run: _Run, intent: Intent, effect: Effect) -> bool:
    """Whether the facts lead to another record by now than it was sent to."""
    if intent.target_record_id is None:
        return run.key.trace(effect.trace) != intent.trace_sha256
    return effect.target_record_id != intent.target_record_id


def _since(run: _Run, batch: Sequence[Intent]) -> datetime:
    """Since when to look: what is known of the same traces has to be among what is seen."""
    traces = [each.trace_sha256 for each in batch]
    first = ledger.first_sent_at(run.connection, run.destination.destination_id, traces)
    return (first or datetime.now(UTC)) - _CLOCKS_APART


def _decide(
    run: _Run, batch: Sequence[Intent], there: Counter[str], moved: Collection[int],
    gone_targets: Collection[str], gone_jobs: Collection[str],
) -> None:  # fmt: skip
    """What is there and isn't another effect's is this one; else it isn't there.

    Of whom was merged away nobody can say: that waits for the records that land. ``moved``:
    intents whose facts lead to another record by now, or are told no more.
    """
    known = ledger.settled_traces(
        run.connection, run.destination.destination_id, [each.trace_sha256 for each in batch]
    )
    found, absent = [], []
    for each in batch:
        others, may_come = known.get(each.trace_sha256, (0, 0))
        if there[each.trace_sha256] > others:
            there[each.trace_sha256] -= 1
            found.append(each)
        elif each.is_missing if each.intent_id in moved else (
            not may_come and each.target_record_id not in gone_targets
        ):
            absent.append(each)
    with run.connection.transaction():
        for outcome, decided in (("found", found), ("absent", absent)):
            for is_gone, part in _apart(decided, lambda each: each.job_id in gone_jobs):
                run.step(part, outcome, job_id="" if is_gone else None)


def _send_jobs(run: _Run) -> None:
    """Send what goes together, if by now that still takes fewer calls."""
    waiting = [each for each in _intents(run, *TO_SEND) if _is_bulk(run, each)]
    by_type = sorted(waiting, key=lambda each: (each.effect_type_code, each.intent_id))
    for type_code, of_type in groupby(by_type, key=lambda each: each.effect_type_code):
        rule = run.how.bulk(type_code)
        if rule is None:
            continue
        for batch in _batches(of_type, rule.most_effects):
            if len(batch) * run.how.calls(type_code) <= rule.calls:
                for each in batch:
                    _send(run, [each])
            else:
                _send(run, batch, is_job=True)


def _send_each(run: _Run) -> None:
    """Send what goes by itself."""
    for batch in _batches(each for each in _intents(run, *TO_SEND) if not _is_bulk(run, each)):
        run.outbox.look(batch)
        for each in batch:
            _send(run, [each])


def _hand_in(run: _Run, effects: Sequence[Effect], name: str) -> list[Answer]:
    answer = run.how.send_many(effects, name)
    if answer.outcome_code in ("not_sent", "rejected"):
        answer = replace(answer, job_id=_take_away(run, name))
    return [answer] * len(effects)


def _send(run: _Run, batch: Sequence[Intent], is_job: bool = False) -> None:
    """Look once more, write down that it is sent, send it, write down what came of it.

    Waits where the destination asks for it, and then begins anew.
    """
    for _ in range(_MOST_WAITS):
        allowed = [] if run.is_closed else _looked_at(run, batch)
        if not allowed:
            return
        batch = [each for each, _ in allowed]
        first, effects = batch[0], [effect for _, effect in allowed]
        name = f"kith-{first.idempotency_key[:16]}-{first.attempt_count + 1}"
        ledger.begin(run.connection, batch, name if is_job else None)
        crashpoint("sync_begun")
        answers = _hand_in(run, effects, name) if is_job else [run.how.send(effects[0])]
        crashpoint("sync_answered")
        run.note(batch, answers)
        crashpoint("sync_noted")
        asked = answers[0].wait_seconds
        if answers[0].outcome_code != "not_sent" or asked is None:
            return
        run.wait(min(asked, _LONGEST_WAIT))
        batch = [replace(each, attempt_count=each.attempt_count + 1) for each in batch]
    run.close()


def _looked_at(run: _Run, batch: Sequence[Intent]) -> list[tuple[Intent, Effect]]:
    """Those that may still be sent; the others are dropped, or wait for somebody."""
    batch = [
        each for each in batch
        if each.effect_type_code not in run.closed_types
        and each.lost_count < run.destination.most_attempts
    ]
    run.outbox.look_if_new(batch)
    refused = run.outbox.refusals(batch)
    for each in batch:
        if each.intent_id in refused:
            run.step([each], "dropped", refused[each.intent_id])
    return [
        (each, effect) for each in batch
        if each.intent_id not in refused and (effect := run.outbox.effect(each))
    ]


def _is_bulk(run: _Run, intent: Intent) -> bool:
    return intent.method == "bulk" and run.how.bulk(intent.effect_type_code) is not None


def _apart(
    intents: Iterable[Intent], test: Callable[[Intent], bool]
) -> Iterator[tuple[bool, list[Intent]]]:
    """Those that pass a test and those that don't, where there are any."""
    listed = [*intents]
    for wanted in (True, False):
        if of := [each for each in listed if test(each) is wanted]:
            yield wanted, of


def _batches(intents: Iterable[Intent], most: int = _TOGETHER) -> Iterator[list[Intent]]:
    left = iter(intents)
    while batch := list(islice(left, most)):
        yield batch
