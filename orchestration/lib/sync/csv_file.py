"""Facts for a tool with no API: a file for each job, for somebody to import there.

A file is handed over once it lies, whole, in ``home()/outgoing/<destination>``, and what is in it
counts as sent, also after somebody took it away: a list beside it, of hashes, says what was in it.
What the tool made of it is seen when its own export lands again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.sync import landed
from orchestration.lib.sync.interface import Answer, Bulk, Destination, Effect, Row, Seen, Trace
from orchestration.lib.sync.settings import Access

# The columns of each type's file, by the outbox's own; the first are what is seen of it there.
_COLUMNS: dict[str, Mapping[str, str]] = {
    "contact_attempt": {"person_id": "target_record_id", "date": "local_date",
                        "channel": "channel_target_id", "result": "target_id"},
    "survey_answer": {"person_id": "target_record_id", "question": "target_id",
                      "answer": "target_part_id", "date": "local_date"},
    "activist_code": {"person_id": "target_record_id", "tag": "target_id"},
    "sign_up": {"person_id": "target_record_id", "event": "target_id",
                "shift": "target_part_id", "status": "status_target_id"},
    "new_person": {"email": "email", "phone": "phone_e164", "first_name": "first_name",
                   "last_name": "last_name", "postal_code": "postal_code"},
    "phone": {"person_id": "target_record_id", "phone": "phone_e164"},
    "email": {"person_id": "target_record_id", "email": "email"},
    "do_not_contact": {"person_id": "target_record_id", "status": "target_id",
                       "channel": "channel_target_id"},
}
_SEEN_BY = {"contact_attempt": 4, "survey_answer": 3, "new_person": 2}
_TELLING = 2  # other types are seen by their first two columns
# The same of what landed from the tool, of the people asked for.
_LANDED = """
    select array['contact_attempt', person_record_id,
        (attempted_at at time zone %(zone)s)::date::text, channel_raw, result_raw], record_id
    from canon.contact_attempts
    where source_id = %(source)s and person_record_id = any(%(targets)s)
        and attempted_at >= %(since)s
    union all
    select array['survey_answer', person_record_id, question_id, response_id], record_id
    from canon.survey_responses
    where source_id = %(source)s and person_record_id = any(%(targets)s)
    union all
    select array['activist_code', person_record_id, tag_id], record_id
    from canon.tags
    where source_id = %(source)s and person_record_id = any(%(targets)s)
    union all
    select array['sign_up', person_record_id, event_record_id], record_id
    from canon.attendances
    where source_id = %(source)s and person_record_id = any(%(targets)s)
    union all
    select array['new_person', coalesce(email, ''), coalesce(ltrim(phone_e164, '+'), '')], record_id
    from canon.people
    where source_id = %(source)s and created_at >= %(since)s
    union all
    select array[identifier_type, person_record_id, ltrim(identifier_value, '+')], record_id
    from canon.identifiers
    where source_id = %(source)s and person_record_id = any(%(targets)s)
        and identifier_type in ('email', 'phone')
    union all
    select array['do_not_contact', person_record_id, status_raw], record_id
    from canon.consents
    where source_id = %(source)s and person_record_id = any(%(targets)s)
"""
# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvFile:
    """An account of a tool that takes files and nothing else."""

    outbox = "csv_outbox"
    needs: tuple[str, ...] = ()
    lag = timedelta(0)  # a file that is there is seen at once

    def __init__(self, destination: Destination, access: Access) -> None:
        self._destination = destination
        self._folder = settings.home() / "outgoing" / destination.destination_id

    def effect(self, facts: Sequence[Row]) -> Effect:
        """A line of a file. Facts that are the same line are one effect."""
        row = facts[0]
        fact_type = str(row["fact_type_code"])
        line = {
            column: _told(row.get(name)) for column, name in _COLUMNS[fact_type].items()
        }
        target = row.get("target_record_id")
        return Effect(fact_type, str(target) if target else None, line, _trace(fact_type, line))

    def calls(self, type_code: str) -> int:
        """A file is no call; one a fact would be a nuisance to whoever imports them."""
        return 1

    def bulk(self, type_code: str) -> Bulk:
        """All of a type fit into one file."""
        return Bulk(most_effects=50_000, calls=1)

    def bulk_if_set(self, type_code: str) -> None:
        """Nothing need be set for it."""
        return

    def send(self, effect: Effect) -> Answer:
        """A file of one line."""
        key = hashlib.sha256("\n".join(effect.trace).encode()).hexdigest()
        return self.send_many([effect], f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{key[:12]}")

    def send_many(self, effects: Sequence[Effect], key: str) -> Answer:
        """Write the job's file, whole or not at all; one that is there is never written again."""
        fact_type = effects[0].type_code
        path = self._folder / f"{fact_type}-{key}.csv"
        if _is_handed_over(path):
            return Answer("unknown", reason_code="file_is_there", job_id=path.name)
        try:
            settings.folder("outgoing")
            self._folder.mkdir(mode=0o700, exist_ok=True)
            # The draft goes when it becomes the file: until then its list says nothing.
            _write(_draft(path), _lines(_COLUMNS[fact_type], effects))
            _write(_list(path), _hashes(path, effects))
            _draft(path).rename(path)
        except OSError as trouble:
            _clear(_draft(path))
            return Answer("not_sent", reason_code=type(trouble).__name__, is_closed=True)
        return Answer("done", job_id=path.name)

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer]:
        """A file that is or was there was handed over."""
        is_there = _is_handed_over(self._folder / job_id)
        return [Answer("done" if is_there else "unknown") for _ in effects]

    def take_away(self, job_id: str) -> bool:
        """What was handed over is for whoever imports it; a draft is nobody's (``read_back``)."""
        return True

    def read_back(self, effects: Sequence[Effect], since: datetime) -> Iterator[Seen]:
        """The lines of the files handed over since then, wherever these are now.

        Nobody writes any now: a draft is what an ended process left, and goes.
        """
        for draft in sorted(self._folder.glob("*.partial")):
            _clear(draft)
        types = {effect.type_code for effect in effects}
        traces = {effect.trace for effect in effects}
        for listed in sorted(self._folder.glob("*.list")):
            path = listed.with_suffix(".csv")
            is_asked_for = path.name.partition("-")[0] in types
            if (
                is_asked_for and _is_handed_over(path)
                and listed.stat().st_mtime >= since.timestamp() - 1
            ):
                there = {_hash(path, trace): trace for trace in traces}
                for number, told in enumerate(listed.read_text().split(), start=2):
                    if told in there:
                        yield Seen(there[told], f"{path.name}:{number}")

    def landed(
        self, connection: psycopg.Connection[Any], targets: Sequence[str], since: datetime
    ) -> Iterable[Seen]:
        """What the tool's own export shows of these people."""
        return landed.seen(connection, _LANDED, {
            "source": self._destination.destination_id, "zone": self._destination.time_zone,
            "targets": list(targets), "since": since,
        })

    def landed_until(
        self, connection: psycopg.Connection[Any], type_code: str
    ) -> datetime | None:
        """When the newest export was made that was let in."""
        return landed.newest_export(connection, self._destination.destination_id)


def _trace(fact_type: str, line: Mapping[str, str]) -> Trace:
    seen_by = _SEEN_BY.get(fact_type, _TELLING)
    return (fact_type, *list(line.values())[:seen_by])


def _told(value: object) -> str:
    """A value as the file says it: a number without its plus, which begins a formula."""
    if value is None:
        return ""
    told = value.isoformat() if isinstance(value, date) else str(value)
    return told.removeprefix("+") if told[1:].isdigit() else told


def _draft(path: Path) -> Path:
    return path.with_suffix(".partial")


def _list(path: Path) -> Path:
    return path.with_suffix(".list")


def _clear(draft: Path) -> None:
    """Remove a draft, which holds names and phones.

    Its list first: a list without a draft is that of a file handed over.
    """
    _list(draft).unlink(missing_ok=True)
    draft.unlink(missing_ok=True)


def _is_handed_over(path: Path) -> bool:
    return _list(path).exists() and not _draft(path).exists()


def _hash(path: Path, trace: Trace) -> str:
    """Of a line, another in each file: nobody finds somebody's lines by it."""
    told = "\n".join([path.name, *trace])
    return hashlib.sha256(told.encode()).hexdigest()


def _hashes(path: Path, effects: Iterable[Effect]) -> str:
    return "".join(f"{_hash(path, effect.trace)}\n" for effect in effects)


def _lines(columns: Iterable[str], effects: Iterable[Effect]) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_safe(value) for value in effect.payload.values()] for effect in effects)
    return written.getvalue()


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(text.encode())
        handle.flush()
        os.fsync(handle.fileno())


def _safe(value: str) -> str:
    """The value as text to a spreadsheet, too."""
    return f"'{value}" if value.startswith(_FORMULA) else value

