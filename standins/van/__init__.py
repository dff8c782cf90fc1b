"""A stand-in for NGP VAN / EveryAction's API, with its documented rules, errors and surprises.

with standins.van.running(people=rows) as van:
    client.base_url, client.key = van.url, van.api_key
    ...
    assert len(van.effects("canvass_response")) == 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from standins.clock import Clock
from standins.faults import Fault
from standins.limits import Limit
from standins.van.base import KEY, MY_CAMPAIGN, MY_VOTERS, Key
from standins.van.bulk import Bulk
from standins.van.catalog import Catalog
from standins.van.changes import Changes
from standins.van.events import Events
from standins.van.lists import Lists
from standins.van.load import Load

__all__ = ["KEY", "MY_CAMPAIGN", "MY_VOTERS", "Clock", "Fault", "Key", "Limit", "Van", "running"]


class Van(Events, Bulk, Catalog, Changes, Lists, Load):
    """A VAN account to call; see the modules for what each endpoint does."""

    def start(self, port: int = 0) -> Self:
        """Listen, and take up the jobs that a stop left unfinished."""
        super().start(port)
        self.write_words()
        self.resume_imports()
        self.resume_exports()
        return self


def running(
    people: Iterable[Mapping[str, Any]] = (), *, port: int = 0, mode: int = MY_CAMPAIGN,
    state: Path | None = None, **options: Any,
) -> Van:  # fmt: skip
    """A VAN with these people, listening on a free port; stops with the ``with`` it is used in.

    The options are `Van`'s: seed, clock, limits, keys, zone, match_share, job_seconds, part_kb.
    """
    van = Van(state=state, **options)
    van.load_people(people, mode)
    return van.start(port)
