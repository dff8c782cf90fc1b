"""Who is called what, as far as a login may know it: for every board that names people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bi.dashboards import parts
from bi.dashboards.parts import Ask, Html, Rows


def are_seen(ask: Ask) -> bool:
    """Whether this login may see what names people; the warehouse says so."""
    return bool(ask("may_name_people")[0]["is_allowed"])


def of(ask: Ask, rows: Rows) -> dict[str, str]:
    """What the people of these rows are called, as far as this login may know."""
    if not are_seen(ask):
        return {}
    ids = sorted({row["person_id"] for row in rows})
    told = ask("names_of_people", person_ids=ids)
    return {row["person_id"]: row["person_name"] for row in told if row["person_name"]}


def linked(row: Mapping[str, Any], known: Mapping[str, str]) -> Html:
    """The person of a row, by name where this login may know it, and the way to their page."""
    person: str = row["person_id"]
    return parts.link("/person", known.get(person, person), id=person)
