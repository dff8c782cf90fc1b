"""What is said of an export that lacks declared columns: to whom to turn, and the line to write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.renamed import Renamed


def refusal(
    record_type: RecordType, vendor: str, what: str, missing: Sequence[str],
    renamed: Iterable[Renamed],
) -> FileRefused:
    """Why the file is set aside. ``what`` lacks the columns: its header, or its records."""
    declaration = f"models/staging/{record_type.tool}/_{record_type.tool}.yml"
    names = ", ".join(missing)
    message = [f"{what} declared columns of {record_type.tool} {record_type.name}: {names}."]
    advice = [f"Ask {vendor} whether the export changed."]
    for found in renamed:
        new = json.dumps(found.header or f"the header of {found.place}")
        place = found.place.capitalize()
        message.append(
            f"{place}{f', {new},' if found.header else ''} is not declared: "
            f"it may be {found.column} under a new name."
        )
        advice.append(
            f"If so, write below {found.column} of {record_type.name} in {declaration}: "
            f"config: {{meta: {{headers: [{new}]}}}} and land the file again."
        )
    advice.append(
        "Else export it again with these columns; one that is gone for good is declared "
        f"with config: {{meta: {{optional: true}}}} in {declaration}. What landed before stays."
    )
    return FileRefused("missing_column", " ".join(message), " ".join(advice))
