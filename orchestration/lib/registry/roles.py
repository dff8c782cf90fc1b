"""Who holds which role for a source or a model: ``seeds/registry/roles.csv``.

The nearest line counts, as ``models/registry/source_contacts.sql`` and ``part_contacts.sql`` say:
the source's before its tool's, its organization's, and the one for everything; the model's before
its folder's, those around that, and the one for everything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from orchestration.lib import settings
from orchestration.lib.registry.sources import Source

_FARTHEST_FIRST = ("everything", "organization", "tool", "source")


def contacts(source: Source) -> dict[str, str]:
    """Whom to write to, by role: responsible, fixes, escalates. A role nobody has is left out."""
    subjects = {
        "everything": "", "organization": source.organization_id,
        "tool": source.tool, "source": source.source_id,
    }  # fmt: skip
    about = [row for row in _lines() if subjects.get(row["subject_type"]) == row["subject_id"]]
    about.sort(key=lambda row: _FARTHEST_FIRST.index(row["subject_type"]))
    return _nearest(about)


def of_model(name: str, folder: str) -> dict[str, str]:
    """Whom to write to about a model, by role. ``folder``: below models, as ``marts/programs``."""
    about = [
        row for row in _lines()
        if row["subject_type"] == "everything"
        or (row["subject_type"] == "model"
            and (row["subject_id"] == name or f"{folder}/".startswith(f"{row['subject_id']}/")))
    ]  # fmt: skip
    about.sort(key=lambda row: (row["subject_type"] == "model", row["subject_id"] == name,
                                len(row["subject_id"])))  # fmt: skip
    return _nearest(about)


def _lines() -> list[dict[str, str]]:
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "roles.csv"
    if not path.exists():
        return []  # A project may name nobody; what failed in it is still to be told.
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _nearest(about: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """By role, the contact of the last line; a role nobody has is left out."""
    nearest = {row["role_code"]: row["contact"] for row in about}
    return {role: contact for role, contact in nearest.items() if contact}
