"""What is promised for a source: ``seeds/registry/promises.csv``.

A line about the source counts before one about its tool, its organization, and everything;
``models/registry/source_promises.sql`` says the same of every day there was.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.registry.organizations import day_of
from orchestration.lib.registry.sources import Source

_PLACES = ("source", "tool", "organization", "everything")


def standard_level(source: Source) -> int | None:
    """The level of the standard, 0 to 4, that the source's exports keep; None where none is."""
    value = promised(source, "standard_level")
    return None if value is None else int(value)


def promised(source: Source, promise_code: str, day: date | None = None) -> float | None:
    """What is promised on a day of its organization (today where none is given), or None."""
    wanted = (day or day_of(source.organization_id, datetime.now(UTC))).isoformat()
    subjects = {
        "source": source.source_id, "tool": source.tool,
        "organization": source.organization_id, "everything": "",
    }  # fmt: skip
    with promises_file().open(newline="", encoding="utf-8") as handle:
        made = {
            row["subject_type"]: row["promised_value"]
            for row in csv.DictReader(handle)
            if row["promise_code"] == promise_code
            and subjects.get(row["subject_type"]) == row["subject_id"]
            and (row["since_date"] or wanted) <= wanted <= (row["until_date"] or wanted)
        }
    value = next((made[place] for place in _PLACES if place in made), "")
    return float(value) if value else None


def promises_file() -> Path:
    """The promises' seed."""
    return settings.PROJECT_ROOT / "seeds" / "registry" / "promises.csv"
