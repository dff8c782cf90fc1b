"""A destination in memory: it does what it is told, and fails how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.lib.sync import van_effects
from orchestration.lib.sync.interface import Answer, Bulk, Effect, NotAnswered, Row, Seen, gone
from orchestration.lib.warehouse.connection import connect


class Ended(BaseException):
    """The process ends here, as far as the one that is tested knows."""


class Shelf:
    """It keeps each effect's trace. ``faults``: what befalls the next requests, one each.

    before: it comes to nothing and nobody says so; after: it is done and nobody says so;
    ended_before, ended_after: the same, and the caller ends; busy, down, refused: it says so.
    ``clock_ahead``: by how much its clock tells another time than ours.
    """

    outbox = "van_outbox"
    needs: tuple[str, ...] = ()
    lag = timedelta()

    def __init__(self, bulk: Bulk | None = None) -> None:
        self.faults: list[str] = []
        self.kept: list[Effect] = []
        self.kept_at: list[datetime] = []
        self.clock_ahead = timedelta()
        self.merged: set[str] = set()
        self.jobs: dict[str, list[Effect]] = {}
        # Put somewhere for a job, by the name it was handed in by, until it is taken away.
        self.files: set[str] = set()
        self.keeps_files = False
        self.taken_away = 0
        self.refused_in_jobs: set[str] = set()
        self.is_silent = False
        self.calls_made = 0
        self.landed_at: datetime | None = None
        self.shown: list[Seen] | None = None
        self._bulk = bulk
        self.if_set: tuple[Bulk, tuple[str, ...]] | None = None

    @property
    def targets(self) -> list[str | None]:
        """Whose records got something, in order."""
        return [effect.target_record_id for effect in self.kept]

    def effect(self, facts: Sequence[Row]) -> Effect:
        return van_effects.effect(facts, ZoneInfo("America/New_York"))

    def calls(self, type_code: str) -> int:
        return 1

    def bulk(self, type_code: str) -> Bulk | None:
        return self._bulk

    def bulk_if_set(self, type_code: str) -> tuple[Bulk, tuple[str, ...]] | None:
        return self.if_set

    def send(self, effect: Effect) -> Answer:
        return self._do([effect], Answer("done", 204))

    def send_many(self, effects: Sequence[Effect], key: str) -> Answer:
        taken = [each for each in effects if each.target_record_id not in self.refused_in_jobs]
        self.jobs[key] = list(effects)
        self.files.add(key)
        return self._do(taken, Answer("queued", 200, job_id=f"7/{key}"))

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer] | None:
        if self.is_silent:
            raise NotAnswered
        return [
            Answer("rejected", reason_code="no_such_row")
            if each.target_record_id in self.refused_in_jobs else Answer("done")
            for each in effects
        ]

    def take_away(self, job_id: str) -> bool:
        self.taken_away += 1
        if not self.keeps_files:
            self.files.discard(job_id.rpartition("/")[2])
        return not self.keeps_files

    def read_back(self, effects: Sequence[Effect], since: datetime) -> Iterable[Seen]:
        if self.is_silent:
            raise NotAnswered
        yield from (
            each for each in self._seen()
            if int(each.record_id) >= len(self.kept_at)
            or self.kept_at[int(each.record_id)] >= since
        )
        yield from (gone(each) for each in self.merged)

    def landed(self, connection: Any, targets: Sequence[str], since: datetime) -> Iterable[Seen]:
        return self._seen() if self.shown is None else self.shown

    def landed_until(self, connection: Any, type_code: str) -> datetime | None:
        return self.landed_at

    def let_a_day_land(self) -> None:
        """All that is there has landed, and a whole day beyond."""
        self.landed_at = datetime.now(UTC) + timedelta(days=1)

    def let_pass(self, time: timedelta) -> None:
        """What was done so far was done so much earlier, here and in the ledger."""
        self.kept_at = [each - time for each in self.kept_at]
        with connect() as connection:
            connection.execute(
                "update landing.sync_attempts set noted_at = noted_at - %s", [time]
            )
            connection.execute(
                "update landing.sync_intents set sent_at = sent_at - %s, ended_at = ended_at - %s",
                [time, time],
            )

    def _seen(self) -> list[Seen]:
        return [
            Seen(each.trace, str(number)) for number, each in enumerate(self.kept)
            if each.target_record_id not in self.merged
        ]

    def _do(self, effects: Sequence[Effect], answer: Answer) -> Answer:
        self.calls_made += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "ended_before":
            raise Ended
        if fault == "busy":
            return Answer("not_sent", 429, "too_many", wait_seconds=0.0)
        if fault == "down":
            return Answer("not_sent", reason_code="no_connection", is_closed=True)
        if fault == "refused":
            return Answer("rejected", 400, "invalid_parameter")
        if fault == "before":
            return Answer("unknown", reason_code="no_answer")
        self.kept += effects
        self.kept_at += [datetime.now(UTC) + self.clock_ahead] * len(effects)
        if fault == "ended_after":
            raise Ended
        return Answer("unknown", reason_code="no_answer") if fault == "after" else answer
