"""What Kith has to know of a kind of destination to pass facts on to it: eleven small questions.

The engine decides what is sent, when, and whether again; an interface only says how. It keeps
nothing between calls, writes to no table, and puts no personal value into an answer or an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol

import psycopg

Row = Mapping[str, Any]
# What tells an effect apart where it is seen, in the destination's own ids: its kind first.
Trace = tuple[str, ...]
Outcome = Literal["done", "queued", "rejected", "not_sent", "unknown"]


class Destination(NamedTuple):
    """A line of `seeds/registry/sync_destinations.csv`: an account that facts are passed on to.

    ``doubt_hours``: how far apart two tellings of one fact may be; ``settle_minutes``: how long
    nothing must have come for a day. ``time_zone`` and ``organization_id`` are its source's.
    """

    destination_id: str
    interface_code: str
    mode_code: str
    settle_minutes: int
    oldest_days: int
    doubt_hours: int
    most_attempts: int
    calls_per_minute: int
    time_zone: str
    organization_id: str


@dataclass(frozen=True)
class Effect:
    """One thing to be done at the destination; ``payload`` is what is sent of it.

    ``trace`` is what is seen of it there afterwards: of the same trace are as many effects as
    records there.
    """

    type_code: str
    target_record_id: str | None
    payload: Mapping[str, Any] = field(repr=False)
    trace: Trace = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What came of a request.

    ``not_sent`` is only for what had no effect for certain: no connection, 429, no access. A
    time-out, a reset and a 5xx are ``unknown``. ``reason_code``: the destination's own word for
    what is wrong, no value. ``wait_seconds``: how long it asks to wait before this is tried again.
    ``is_closed``: nothing more need be tried now (it is down, or the key is refused);
    ``is_type_closed``: nothing more of this type. ``job_id``: of what is ``queued``; empty where
    nothing of a job is left.
    """

    outcome_code: Outcome
    http_status: int | None = None
    reason_code: str | None = None
    their_id: str | None = None
    job_id: str | None = None
    wait_seconds: float | None = None
    is_closed: bool = False
    is_type_closed: bool = False


class Bulk(NamedTuple):
    """How effects of a type go as one job: the most in one, and the calls that one job takes."""

    most_effects: int
    calls: int


class Seen(NamedTuple):
    """A record of the destination: what it is a trace of, and its id there."""

    trace: Trace
    record_id: str


def gone(target_record_id: str) -> Seen:
    """That a record is not there under this id any more: deleted, or merged into another."""
    return Seen(("gone", target_record_id), target_record_id)


class NotAnswered(Exception):
    """The destination couldn't be asked what is there; what is unknown stays so for now."""


class Interface(Protocol):
    """A kind of destination. One is made for each run: ``make(destination, settings)``."""

    # The published mart its facts are read from: one row per fact and destination, with the
    # columns that the engine asks for (plan.py).
    outbox: str
    # What the environment has to say (settings.Access) before anything is sent: "api_key".
    needs: tuple[str, ...]
    # By when, after a request, what it did is seen by ``read_back`` for certain.
    lag: timedelta

    def effect(self, facts: Sequence[Row]) -> Effect:
        """What is to be done for these facts of one effect_key. The same rows, the same effect."""
        ...

    def calls(self, type_code: str) -> int:
        """How many calls of the rate limit one effect of the type takes by itself."""
        ...

    def bulk(self, type_code: str) -> Bulk | None:
        """How effects of the type go as a job; None where each goes by itself."""
        ...

    def bulk_if_set(self, type_code: str) -> tuple[Bulk, tuple[str, ...]] | None:
        """How they would go as a job, and what of ``settings.Access`` isn't set for it; None where
        nothing lacks, or they never do."""
        ...

    def send(self, effect: Effect) -> Answer:
        """Do it. Never raises for what a destination or the network may do."""
        ...

    def send_many(self, effects: Sequence[Effect], key: str) -> Answer:
        """Hand them in as one job called ``key``: ``queued`` with its id, or ``done``."""
        ...

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer] | None:
        """What came of each effect of a job, in their order; None while it goes on.

        Of one that the job says nothing of: ``unknown``. Raises ``NotAnswered``.
        """
        ...

    def take_away(self, job_id: str) -> bool:
        """Delete what was put anywhere for a job that is over, by its id or the key it was handed
        in by; whether nothing of it is left. Asked again, it says the same."""
        ...

    def read_back(self, effects: Sequence[Effect], since: datetime) -> Iterable[Seen]:
        """What is there now, asked of the destination itself, that may be a trace of these.

        Everything of their targets that changed since then, and more if that is simpler. A target
        that isn't there any more under its id is seen as ``gone``: of it nothing is concluded.
        Raises ``NotAnswered``.
        """
        ...

    def landed(
        self, connection: psycopg.Connection[Any], targets: Sequence[str], since: datetime
    ) -> Iterable[Seen]:
        """What landed of these records of the destination that happened since, as traces.

        Read from canon, which the connection may read.
        """
        ...

    def landed_until(self, connection: psycopg.Connection[Any], type_code: str) -> datetime | None:
        """Until when everything of a type of effect that is there has landed; None: never."""
        ...
