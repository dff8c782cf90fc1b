"""What is promised of a source and who answers for it: ``promises`` and ``roles`` of the registry.

As the models ``source_promises`` and ``source_contacts`` read them, without a warehouse: a line
about the source counts before one about its tool, its organization, and everything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.lib import settings
from orchestration.lib.landing.registry import Source


@dataclass(frozen=True)
class Terms:
    """What holds of a source until somebody says otherwise.

    ``promised``: by promise, as the registry writes it. ``contacts``: by role. What nobody has
    promised, and a role nobody has, is left out.
    """

    promised: dict[str, str]
    contacts: dict[str, str]


def terms(source: Source) -> Terms:
    """The promises without an end, and the roles, of a source."""
    lasting = [row for row in _rows("promises") if not row["until_date"]]
    # Sorted by when they began: of two lines about the same, the newer one holds.
    lasting.sort(key=lambda row: row["since_date"])
    return Terms(
        promised=_nearest(source, lasting, "promise_code", "promised_value"),
        contacts=_nearest(source, _rows("roles"), "role_code", "contact"),
    )


def organization_name(organization_id: str) -> str:
    """What people call an organization of the registry."""
    names = {row["organization_id"]: row["organization_name"] for row in _rows("organizations")}
    return names.get(organization_id, organization_id)


def _nearest(
    source: Source, rows: Iterable[dict[str, str]], code: str, value: str
) -> dict[str, str]:
    about = {
        "everything": "", "organization": source.organization_id,
        "tool": source.tool, "source": source.source_id,
    }  # fmt: skip
    places = list(about)
    found: dict[str, tuple[int, str]] = {}
    for row in rows:
        subject = row["subject_type"]
        if subject in about and about[subject] == row["subject_id"]:
            place = places.index(subject)
            if place >= found.get(row[code], (0, ""))[0]:
                found[row[code]] = (place, row[value])
    # An empty promise is none: no more exports are expected.
    return {name: said for name, (_, said) in found.items() if said}


def _rows(seed: str) -> list[dict[str, str]]:
    path = settings.PROJECT_ROOT / "seeds" / "registry" / f"{seed}.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
