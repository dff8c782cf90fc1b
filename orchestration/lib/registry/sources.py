"""The sources registry: ``seeds/registry/sources.csv``, one row per tool account."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.errors import KithError


class UnknownSource(KithError):
    """No such source in the registry; the message lists those there are."""


@dataclass(frozen=True)
class Source:
    """One tool account of one organization.

    ``time_zone``: IANA name of the zone the tool's naive times are in. ``encoding``: of its text
    files. What is promised for it and who is responsible are in ``promises`` and ``roles``.
    """

    source_id: str
    tool: str
    organization_id: str
    time_zone: str
    encoding: str
    account_name: str = ""
    account_id: str = ""

    @property
    def promised_freshness_hours(self) -> float | None:
        """How old its newest export may be today; None where no more are expected."""
        from orchestration.lib.registry import promises  # imported late: it speaks of sources

        return promises.promised(self, "freshness_hours")

    @property
    def responsible_contact(self) -> str:
        """Who is responsible for it; empty where nobody is named."""
        from orchestration.lib.registry import roles  # imported late, for the same reason

        return roles.contacts(self).get("responsible", "")

    @property
    def who_is_responsible(self) -> str:
        """A sentence that says who is responsible for the source; empty where nobody is named."""
        who = self.responsible_contact
        return f"{who} is responsible for {self.source_id}." if who else ""


def registry_file() -> Path:
    """``$KITH_SOURCES``, or the registry seed of the project."""
    chosen = os.environ.get("KITH_SOURCES")
    return Path(chosen) if chosen else settings.PROJECT_ROOT / "seeds" / "registry" / "sources.csv"


def sources() -> dict[str, Source]:
    """Every registered source by id, in the registry's order."""
    with registry_file().open(newline="", encoding="utf-8") as handle:
        return {
            row["source_id"]: Source(
                source_id=row["source_id"],
                tool=row["tool"],
                organization_id=row["organization_id"],
                time_zone=row["time_zone"],
                encoding=row["encoding"],
                account_name=row["account_name"],
                account_id=row["account_id"],
            )
            for row in csv.DictReader(handle)
        }


def source(source_id: str) -> Source:
    """The source of that id. Raises ``UnknownSource``."""
    known = sources()
    if source_id not in known:
        raise UnknownSource(
            f"There is no source '{source_id}' in {registry_file()}. Known: {', '.join(known)}. "
            "Add a row there, then run: ./kith up"
        )
    return known[source_id]
