"""What happened with people, as the simulated county's truth and as the warehouse tell it."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from orchestration.lib.warehouse import connect

RecordKey = tuple[str, str, str]


class Doing(NamedTuple):
    """One thing that happened with a person. ``role``: host, where they led it."""

    at: datetime
    kind: str
    source: str
    role: str


_INTERACTIONS = """
    select person_id, occurred_at, interaction_type_code, source_id, role_code = 'host'
    from marts.interactions
    where occurred_at is not null
"""


def true_doings(folder: Path) -> dict[str, list[Doing]]:
    """What truly happened, by true person, from a world's ``truth/`` folder.

    Without what was only written down of them, which is somebody's work and nothing they did.
    """
    found: dict[str, list[Doing]] = defaultdict(list)
    with (folder / "doings.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["doing"] == "note":
                continue
            at = datetime.fromisoformat(row["happened_at"])
            found[row["person"]].append(Doing(at, row["doing"], row["source_id"], row["role"]))
    return found


def true_recruiters(folder: Path) -> dict[str, set[str]]:
    """Who won each person for something first: one true person, or several at the same time."""
    first: dict[str, tuple[str, set[str]]] = {}
    with (folder / "doings.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if not row["recruiter"]:
                continue
            at, known = first.get(row["person"], (row["happened_at"], set()))
            if row["happened_at"] < at:
                at, known = row["happened_at"], set()
            if row["happened_at"] == at:
                known.add(row["recruiter"])
            first[row["person"]] = (at, known)
    return {person: recruiters for person, (_, recruiters) in first.items()}


def found_doings() -> dict[str, list[Doing]]:
    """What the timeline says, by the person found."""
    found: dict[str, list[Doing]] = defaultdict(list)
    with connect("bi_reader") as connection:
        for person, at, kind, source, is_host in connection.execute(_INTERACTIONS):
            # Hosting is leading, in whatever word a tool has for it.
            role = "host" if is_host and kind == "attendance" else ""
            found[person].append(Doing(at, kind, source, role))
    return found


def same_people(folder: Path) -> dict[str, str]:
    """True person → the one found, for those whose records all are one person's and no other's.

    Records that a tool merged away, or that no reader can take, are nobody's and don't count.
    """
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select source_id, record_type, record_id, person_id from identity.record_persons"
        )
        found = {(source, kind, record): person for source, kind, record, person in rows}
    truth: dict[RecordKey, str] = {}
    with (folder / "records.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            truth[row["source_id"], row["record_type"], row["record_id"]] = row["person"]
    held: dict[str, set[str]] = defaultdict(set)
    holds: dict[str, set[str]] = defaultdict(set)
    for key, person in truth.items():
        if key in found:
            held[person].add(found[key])
            holds[found[key]].add(person)
    return {
        person: next(iter(persons))
        for person, persons in held.items()
        if len(persons) == 1 and len(holds[next(iter(persons))]) == 1
    }
