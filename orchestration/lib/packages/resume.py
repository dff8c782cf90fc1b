"""A service record: JSON Resume's part ``volunteer``, an entry per organization."""

from __future__ import annotations

from typing import Any

from orchestration.lib.packages.records import Record
from orchestration.lib.packages.tally import Service, Tally

# Kinds of work, as one tells of them: one of it, and several.
WORDS = {
    "contact_attempt": ("attempt to reach somebody", "attempts to reach somebody"),
    "message": ("message written", "messages written"),
    "survey_answer": ("answer taken", "answers taken"),
    "event": ("event held", "events held"),
    "event_led": ("event led", "events led"),
    "sign_up_taken": ("sign-up for an event", "sign-ups for events"),
    "action_taken": ("signature or form taken", "signatures and forms taken"),
    "registration_taken": ("registration helped with", "registrations helped with"),
    "recruited": ("person recruited", "people recruited"),
    "referred": ("person referred", "people referred"),
    "invited": ("person invited", "people invited"),
}
_OTHERWISE = ("person told of", "people told of")


def resume(volunteer: Record, tally: Tally) -> dict[str, Any]:
    """Who the volunteer is and what they did for whom."""
    names = (volunteer[part] for part in ("first_name", "middle_name", "last_name", "name_suffix"))
    basics = {
        "name": " ".join(name for name in names if name) or "A volunteer",
        "email": volunteer["email"],
        "phone": volunteer["phone"],
    }
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {name: value for name, value in basics.items() if value},
        "volunteer": [_entry(tally.services[each]) for each in sorted(tally.services)],
    }


def told(counts: dict[str, int]) -> list[str]:
    """Counts in words, the most first."""
    by_words: dict[tuple[str, str], int] = {}
    for kind, count in counts.items():
        words = WORDS.get(kind, _OTHERWISE)
        by_words[words] = by_words.get(words, 0) + count
    in_order = sorted(by_words.items(), key=lambda each: (-each[1], each[0]))
    return [f"{count:,} {one if count == 1 else many}" for (one, many), count in in_order]


def _entry(service: Service) -> dict[str, Any]:
    entry: dict[str, Any] = {"organization": service.name, "position": "Volunteer"}
    if service.first_day:
        entry |= {"startDate": service.first_day, "endDate": service.last_day}
    return entry | {
        "summary": f"Recorded in {', '.join(sorted(service.tools))}.",
        "highlights": told(service.counts),
    }
