"""Refuses a package that speaks of more than its organization's own.

Nobody signs such a package: it says what whoever wrote it wanted. An honest one has lines of the
sources of its organization alone (``facts``), so one that has others is no honest one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from orchestration.lib import registry
from orchestration.lib.leaving.errors import CannotArrive, DamagedPackage
from orchestration.lib.leaving.ownership import Owner
from orchestration.lib.leaving.package import Package
from orchestration.lib.leaving.replay import LEDGER

_SOURCES = "rebuild/seeds/registry/sources.csv"
# What only its own key recognises again; a warehouse knows one.
_FORGOTTEN = ("forgotten_people", "suppression_list")
Row = dict[str, str]


def owner_of(package: Package) -> Owner:
    """The organization that the package says it is of, with its sources."""
    organization_id = str(package.manifest["organization_id"])
    lines = [
        line for line in csv.DictReader(io.StringIO(package.text(_SOURCES)))
        if line["organization_id"] == organization_id
    ]
    return Owner(
        organization_id, organization_id, tuple(sorted(line["source_id"] for line in lines)),
        frozenset(line["tool"] for line in lines), is_alone=False,
    )


def check(package: Package, owner: Owner) -> None:
    """Raises ``DamagedPackage`` at the first line of its ledger that is about something else."""
    loads, intents, grants = (
        {row[column] for row in _rows(package, fact)}
        for fact, column in (
            ("loads", "load_id"), ("sync_intents", "intent_id"), ("grants", "grant_id"),
        )
    )

    def is_of(column: str) -> Callable[[Row], bool]:
        return lambda row: row[column] in owner.sources

    def is_record(*columns: str) -> Callable[[Row], bool]:
        return lambda row: all(row[each].split("/", 1)[0] in owner.sources for each in columns)

    def is_granted(row: Row) -> bool:
        return is_record("record_key")(row) and row["records_of_id"] == owner.organization_id

    def is_revoked(row: Row) -> bool:
        is_own = row["grant_id"] in grants or row["records_of_id"] == owner.organization_id
        return is_record("record_key")(row) and is_own

    rules: dict[str, Callable[[Row], bool]] = {
        **dict.fromkeys(("sources", "loads", "imported_packages"), is_of("source_id")),
        **dict.fromkeys(
            ("quarantine", "suppressed_parts", "judged_loads", "standard_results"),
            lambda row: row["load_id"] in loads,
        ),
        "person_ids": is_record("record_key"), "grants": is_granted,
        "grant_revocations": is_revoked,
        **dict.fromkeys(
            ("steward_decisions", "ended_evidence"),
            is_record("left_record_key", "right_record_key"),
        ),
        **dict.fromkeys(("sync_plans", "sync_intents"), is_of("destination_id")),
        **dict.fromkeys(
            ("sync_intent_facts", "sync_attempts", "sync_verdicts"),
            lambda row: row["intent_id"] in intents,
        ),
    }
    for fact, is_own in rules.items():
        for number, row in enumerate(_rows(package, fact), start=1):
            if not is_own(row):
                raise DamagedPackage(
                    f"{package.path.name}: record {number} of {LEDGER}{fact}.csv is about "
                    f"something that isn't {owner.organization_id}'s. Nothing was imported."
                )


def check_place(package: Package, owner: Owner) -> None:
    """Raises ``CannotArrive`` where others use the warehouse and it can't take the package."""
    if any(row for fact in _FORGOTTEN for row in _rows(package, fact)):
        raise CannotArrive(
            "The package brings a list of people who were forgotten, whom only its own key "
            "recognises, and this warehouse has another. Import into one where nothing has "
            "landed, or they might come back: KITH_HOME=/some/new/folder ./kith import-all FILE"
        )
    known = registry.sources()
    for source_id in owner.sources:
        if source_id in known and known[source_id].organization_id != owner.organization_id:
            raise CannotArrive(
                f"{source_id} is a source of {known[source_id].organization_id} here, and of "
                f"{owner.organization_id} in the package. Import into another warehouse: "
                "KITH_HOME=/some/new/folder ./kith import-all FILE"
            )


def _rows(package: Package, fact: str) -> Iterator[Row]:
    name = f"{LEDGER}{fact}.csv"
    if not package.has(name):
        return
    with package.open(name) as stream:
        for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline="")):
            yield {column: value or "" for column, value in row.items() if column}
