"""Who holds which role for a source: ``seeds/registry/roles.csv``.

The nearest line counts, as ``models/registry/source_contacts.sql`` says: the source's before its
tool's, its organization's, and the one for everything.
"""

from __future__ import annotations

import csv

from orchestration.lib import settings
from orchestration.lib.registry.sources import Source

_FARTHEST_FIRST = ("everything", "organization", "tool", "source")


def contacts(source: Source) -> dict[str, str]:
    """Whom to write to, by role: responsible, fixes, escalates. A role nobody has is left out."""
    subjects = {
        "everything": "", "organization": source.organization_id,
        "tool": source.tool, "source": source.source_id,
    }  # fmt: skip
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "roles.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        about = [row for row in csv.DictReader(handle)
                 if subjects.get(row["subject_type"]) == row["subject_id"]]  # fmt: skip
    about.sort(key=lambda row: _FARTHEST_FIRST.index(row["subject_type"]))
    nearest = {row["role_code"]: row["contact"] for row in about}
    return {role: contact for role, contact in nearest.items() if contact}
