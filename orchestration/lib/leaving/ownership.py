"""What an organization owns: its accounts in tools, and nothing that came by another's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib import registry, settings
from orchestration.lib.leaving.errors import CannotLeave


@dataclass(frozen=True)
class Owner:
    """An organization, its sources and their tools.

    ``is_alone``: nothing of another organization ever came here, so that what the warehouse says
    of all together is said of this organization.
    """

    organization_id: str
    name: str
    sources: tuple[str, ...]
    tools: frozenset[str]
    is_alone: bool


def organizations() -> dict[str, str]:
    """The name of each organization of the registry, by its id."""
    return {row["organization_id"]: row["organization_name"] for row in _lines("organizations")}


def owner(connection: psycopg.Connection[Any], organization_id: str) -> Owner:
    """The organization and what is its own. Raises ``CannotLeave`` where it owns nothing here."""
    known = organizations()
    if organization_id not in known:
        raise CannotLeave(
            f"No organization {organization_id} is in the registry, only {', '.join(known)}. "
            "See seeds/registry/organizations.csv"
        )
    own = [
        each for each in registry.sources().values() if each.organization_id == organization_id
    ]
    if not own:
        raise CannotLeave(
            f"{known[organization_id]} has no source in seeds/registry/sources.csv, so nothing "
            "here is its own."
        )
    names = tuple(sorted(each.source_id for each in own))
    row = connection.execute(
        "select exists (select from landing.loads where source_id <> all(%(sources)s))",
        {"sources": list(names)},
    ).fetchone()
    return Owner(
        organization_id, known[organization_id], names, frozenset(each.tool for each in own),
        is_alone=not (row and row[0]),
    )


def _lines(seed: str) -> list[dict[str, str]]:
    path: Path = settings.PROJECT_ROOT / "seeds" / "registry" / f"{seed}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
