"""VAN as a destination: canvass responses, codes, sign-ups, people, one by one or as bulk imports.

Documented at docs.ngpvan.com (people, signups, bulkImportJobs, changedEntityExportJobs); that
nothing gives an id back for a canvass response is why its traces are what is looked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from orchestration.lib.sync import (
    settings,
    van_bulk,
    van_effects,
    van_key,
    van_landed,
    van_seen,
)
from orchestration.lib.sync.http import TIMEOUT, Caller, Reply
from orchestration.lib.sync.interface import (
    Answer,
    Bulk,
    Destination,
    Effect,
    NotAnswered,
    Row,
    Seen,
)
from orchestration.lib.sync.settings import Access

VENDOR = "https://api.securevan.com/v4/"
_APPLICATION = "kith"
_PATHS = {"sign_up": "signups", "new_person": "people/findOrCreate"}
_FOUND = 302


class Van:
    """One committee's account in one mode; `seeds/registry/sync_destinations.csv` says which."""

    outbox = "van_outbox"
    needs: tuple[str, ...] = ("api_key",)
    # Its matching and its exports take their time; what it did is shown within the hour.
    lag = timedelta(hours=1)

    def __init__(
        self, destination: Destination, access: Access,
        wait: Callable[[float], object] = time.sleep, timeout: tuple[float, float] = TIMEOUT,
    ) -> None:  # fmt: skip
        self._destination = destination
        self._zone = ZoneInfo(destination.time_zone)
        key = van_key.in_database(
            access.api_key, destination.mode_code,
            settings.variable(destination.destination_id, "api_key"),
        )
        self._caller = Caller(
            access.url or VENDOR, destination.calls_per_minute,
            (_APPLICATION, key), timeout=timeout,
        )
        self._bulk = van_bulk.Jobs(self._caller, access, self._zone)
        self._wait = wait

    @property
    def call_count(self) -> int:
        """How many calls of the rate limit were made."""
        return self._caller.count

    def effect(self, facts: Sequence[Row]) -> Effect:
        """See ``Interface``."""
        return van_effects.effect(facts, self._zone)

    def calls(self, type_code: str) -> int:
        """See ``Interface``: one of each, since nothing is asked first."""
        return 1

    def bulk(self, type_code: str) -> Bulk | None:
        """See ``Interface``."""
        return self._bulk.rule(type_code)

    def bulk_if_set(self, type_code: str) -> tuple[Bulk, tuple[str, ...]] | None:
        """See ``Interface``."""
        return self._bulk.rule_if_set(type_code)

    def send(self, effect: Effect) -> Answer:
        """See ``Interface``."""
        path = _PATHS.get(effect.type_code)
        if path is None:
            path = f"people/{effect.target_record_id}"
            if effect.type_code != "person_details":
                path += "/canvassResponses"
        reply = self._caller.call("POST", path, json=effect.payload)
        their_id = _id_of(reply)
        # Without somebody's id it is another server that leads elsewhere.
        if effect.type_code == "new_person" and reply.status == _FOUND and their_id:
            return Answer("done", _FOUND, their_id=their_id)
        return reply.answer(their_id, van_bulk.reason)

    def send_many(self, effects: Sequence[Effect], key: str) -> Answer:
        """See ``Interface``."""
        return self._bulk.hand_in(effects, key)

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer] | None:
        """See ``Interface``."""
        return self._bulk.results(job_id, effects)

    def take_away(self, job_id: str) -> bool:
        """See ``Interface``."""
        return self._bulk.take_away(job_id)

    def read_back(self, effects: Sequence[Effect], since: datetime) -> Iterable[Seen]:
        """See ``Interface``: an export of what changed, and people and sign-ups one by one."""
        try:
            return self._seen(effects, since)
        except (LookupError, TypeError, ValueError, AttributeError):
            # An answer that isn't VAN's: another server's page, as where a site is being mended.
            raise NotAnswered from None

    def _seen(self, effects: Sequence[Effect], since: datetime) -> set[Seen]:
        seen: set[Seen] = set()
        kinds = {effect.trace[0] for effect in effects}
        for kind, export in van_seen.EXPORTS.items():
            if kind in kinds:
                rows = van_seen.changed(self._caller, export, since, self._wait)
                seen |= {*export.seen(rows, self._zone)}
        for effect in effects:
            seen |= {*self._ask(effect)}
        there = {each.trace for each in seen}
        for target in sorted({
            effect.target_record_id for effect in effects
            if effect.target_record_id and effect.trace not in there
        }):
            seen |= {*van_seen.gone_if_gone(self._caller, target)}
        return seen

    def _ask(self, effect: Effect) -> Iterator[Seen]:
        vanid = effect.target_record_id or ""
        match effect.type_code:
            case "sign_up":
                yield from van_seen.sign_ups(self._caller, vanid)
            case "person_details":
                yield from van_seen.details(self._caller, vanid)
            case "new_person":
                yield from van_seen.person(self._caller, effect)

    def landed(
        self, connection: psycopg.Connection[Any], targets: Sequence[str], since: datetime
    ) -> Iterable[Seen]:
        """See ``Interface``."""
        return van_landed.seen(
            connection, self._destination.destination_id, targets, since, self._zone
        )

    def landed_until(
        self, connection: psycopg.Connection[Any], type_code: str
    ) -> datetime | None:
        """See ``Interface``."""
        return van_landed.until(connection, self._destination.destination_id, type_code)


def _id_of(reply: Reply) -> str | None:
    """The id that came back, of a person or a sign-up; a canvass response gives none."""
    told = reply.body.get("vanId") if isinstance(reply.body, dict) else reply.body
    return str(told) if isinstance(told, int) else None
