"""What was done when somebody was forgotten, with every place looked in; no personal data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.lib import registry, settings
from orchestration.lib.privacy.look import Place
from orchestration.lib.privacy.subject import Subject

_KEPT = (
    "a keyed hash of each of their record ids, references and contact points, so that tomorrow's "
    "export or an old file doesn't bring them back (landing.suppression_list; the key is a file of "
    "this home, secrets/suppression)",
    "that somebody was forgotten, when and why, by a keyed hash (landing.audit_trail)",
    "a stable word that means nobody where they made others' records",
    "counts and sums they were part of before: none; all marts were built without them",
)


def make(
    intents: Sequence[int], subjects: Sequence[Subject], done: Mapping[str, Counter[str]],
    cleaned: Mapping[str, Any], looked: Sequence[Place], receivers: Sequence[str], reason: str,
    at: datetime, seconds: float,
) -> dict[str, Any]:
    """The certificate as data."""
    sources = {name for each in subjects for name in each.sources}
    organizations = sorted(
        {registry.sources()[name].organization_id for name in sources if name in registry.sources()}
    )
    return {
        "certificate": "-".join(map(str, sorted({min(intents), max(intents)})))
        + f"-{at:%Y%m%dT%H%M%SZ}",
        "at": at.isoformat(timespec="seconds"),
        "reason": reason,
        "people": len(intents),
        "person_records": sum(len(each.records) for each in subjects),
        "records_about_them": sum(len(each.landed) for each in subjects),
        "records_of_others_they_made": sum(each.authored for each in subjects),
        "records_that_resemble_them_left": sum(each.doubtful for each in subjects),
        "removed": {place: dict(counts) for place, counts in done.items()},
        "engine": dict(cleaned),
        "looked": [place.figures() for place in looked],
        "found": sum(place.found for place in looked),
        "kept": list(_KEPT),
        "tell_for_their_tools": organizations,
        "tell_for_what_they_were_given": list(receivers),
        "seconds": round(seconds, 1),
    }


def write(told: Mapping[str, Any]) -> Path:
    """Write it as JSON and as a page of plain text; the page's path."""
    folder = settings.folder("certificates")
    name = f"forgotten-{told['certificate']}"
    (folder / f"{name}.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    page = folder / f"{name}.txt"
    page.write_text(text(told))
    return page


def text(told: Mapping[str, Any]) -> str:
    """It as a person reads it."""
    people = told["people"]
    lines = [
        f"Certificate {told['certificate']}: {people} {'person' if people == 1 else 'people'} "
        f"forgotten, {told['at']}",
        f"Because: {told['reason']}",
        "",
        f"{told['person_records']:,} records of theirs and {told['records_about_them']:,} about "
        "them were removed.",
        f"{told['records_of_others_they_made']:,} records of others that they made stay, "
        "made by nobody.",
        f"{told['records_that_resemble_them_left']:,} records merely resemble theirs and were "
        "left.",
        "", "REMOVED",
    ]
    for place, counts in told["removed"].items():
        said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        lines.append(f"  {place:<34} {said or 'nothing there'}")
    engine = ", ".join(
        f"{what}: {count:,}" for what, count in told["engine"].items()
        if isinstance(count, int | float)
    )
    lines += [f"  {'the database engine':<34} {engine}", "", "LOOKED IN, AND FOUND THERE"]
    schemas: dict[str, list[dict[str, Any]]] = {}
    for place in told["looked"]:
        kind = place["kind"]
        group = f"schema {place['name'].partition('.')[0]}" if kind == "rows" else place["name"]
        schemas.setdefault(group, []).append(place)
    for group, places in schemas.items():
        size = sum(place["size"] for place in places)
        found = sum(place["found"] for place in places)
        tables = f"{len(places):,} tables, " if places[0]["kind"] == "rows" else ""
        left = places[0]["not_looked_for"]
        lines.append(
            f"  {group:<34} {tables}{size:,} {places[0]['kind']}: {found:,}"
            + (f" (not looked for by value: {left})" if left else "")
        )
    lines += ["", "KEPT", *(f"  {each}" for each in told["kept"]), "", "TO DO"]
    for each in told["tell_for_their_tools"]:
        lines.append(f"  tell {each}: its tools sent this person's data and have it still")
    for each in told["tell_for_what_they_were_given"]:
        lines.append(f"  tell {each}: it was given some of it")
    lines += [f"  see to {each}" for each in told["engine"].get("left to others", ())]
    lines += ["", f"Took {told['seconds']:,} s."]
    return "\n".join(lines) + "\n"
