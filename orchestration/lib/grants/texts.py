"""What the seeds say of grants: texts, kinds of records, purposes, and whose clocks count."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orchestration.lib import settings

_SEEDS = settings.PROJECT_ROOT / "seeds"


@dataclass(frozen=True)
class Text:
    """One version of a text that volunteers agree to."""

    text_id: str
    version: int
    purposes: tuple[str, ...]
    text: str


def newest(text_id: str) -> Text | None:
    """The newest version of a text, or None where there is no such text."""
    found = [
        Text(row["grant_text_id"], int(row["grant_text_version"]),
             tuple(row["purposes"].split()), row["grant_text"])
        for row in _rows("registry/grant_texts")
        if row["grant_text_id"] == text_id
    ]
    return max(found, key=lambda each: each.version, default=None)


def text_ids() -> list[str]:
    """The texts there are."""
    return sorted({row["grant_text_id"] for row in _rows("registry/grant_texts")})


def authored_types() -> list[str]:
    """The kinds of records somebody can make."""
    return [row["authored_type_code"] for row in _rows("vocabulary/authored_types")]


def purposes() -> list[str]:
    """What records can be used for."""
    return [row["purpose_code"] for row in _rows("vocabulary/grant_purposes")]


def organizations() -> list[str]:
    """The organizations of the registry."""
    return [row["organization_id"] for row in _rows("registry/organizations")]


def begins(organization_id: str, day: date) -> datetime:
    """The instant at which a day begins by the organization's clocks."""
    zone = next(
        (row["time_zone"] for row in _rows("registry/organizations")
         if row["organization_id"] == organization_id),
        "UTC",
    )
    return datetime.combine(day, time(), ZoneInfo(zone))


def is_over(organization_id: str, day: date) -> datetime:
    """The instant at which a day is over there."""
    return begins(organization_id, day + timedelta(days=1))


def _rows(seed: str) -> list[dict[str, str]]:
    with (_SEEDS / f"{seed}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
