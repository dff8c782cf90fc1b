"""Online pages (petitions, forms, donation pages, events, tags) of the two online groups."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from simulation import clock
from simulation.world import new_uuid


@dataclass(frozen=True)
class Page:
    """One page people act on."""

    number: int
    uuid: str
    title: str
    opened: int


_TITLES = {
    "petition": (
        "Pass the Marlow tenant law",
        "Fund our schools, not fines",
        "Save the Quarry Hill library",
        'Say "no" to the bypass',
        "Safe crossings on Mill St",
        "Keep the night bus running",
    ),
    "form": ("Join the county team", "Volunteer interest", "Share your story"),
    "fundraising": ("Winter drive", "Tenant defense fund"),
    "event": ("County assembly", "Tenant rights night", "Spring picnic", "Budget hearing"),
    "tag": ("housing", "schools", "newsletter", "Spanish speaker", "volunteer prospect"),
}


def pages(name: str, kind: str) -> list[Page]:
    """A group's pages of a kind, opened through the year; always the same for a name."""
    rng = Random(f"{name}:{kind}")
    titles = _TITLES[kind]
    found = []
    for number, title in enumerate(titles):
        opened = clock.START + number * 280 // len(titles) * clock.DAY + 3 * clock.HOUR
        found.append(Page(700 + number, new_uuid(rng), title, opened))
    return found


def choose(rng: Random, found: list[Page], when: int) -> Page:
    """A page open at a time (the first one is open all year)."""
    opened = [page for page in found if page.opened <= when] or found[:1]
    return opened[int(rng.random() * len(opened))]
