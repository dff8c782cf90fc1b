"""The accounts that facts are passed on to, and how they are reached."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from orchestration.lib import registry
from orchestration.lib.errors import KithError
from orchestration.lib.sync.interface import Destination

_NUMBERS = ("settle_minutes", "oldest_days", "doubt_hours", "most_attempts", "calls_per_minute")


class UnknownDestination(KithError):
    """No such destination in the registry; the message lists those there are."""


class NoAccess(KithError):
    """What is needed to reach a destination isn't set; the message says which variable."""


class Access(NamedTuple):
    """How a destination is reached: ``$KITH_<DESTINATION>_URL`` and so on, empty where not set.

    ``upload_url``: where files are put (HTTP PUT, its name behind) that a vendor fetches for a job,
    and ``download_url`` where it finds them; the same address if empty. ``user_id``: in whose name
    the vendor is to write.
    """

    url: str = ""
    api_key: str = ""
    upload_url: str = ""
    download_url: str = ""
    user_id: str = ""


def destinations() -> dict[str, Destination]:
    """Every destination by id, in the registry's order."""
    sources = registry.sources()
    with destinations_file().open(newline="", encoding="utf-8") as handle:
        return {
            row["destination_id"]: _destination(row, sources)
            for row in csv.DictReader(handle)
        }


def destination(destination_id: str) -> Destination:
    """The destination of that id. Raises ``UnknownDestination``."""
    known = destinations()
    if destination_id not in known:
        raise UnknownDestination(
            f"There is no destination '{destination_id}' in {destinations_file()}. Known: "
            f"{', '.join(known) or 'none'}."
        )
    return known[destination_id]


def destinations_file() -> Path:
    """The seed, beside the registry's sources."""
    return registry.registry_file().with_name("sync_destinations.csv")


def words_of(destination_id: str) -> dict[tuple[str, str], list[str]]:
    """The reviewed words for the destination's codes, by vocabulary and code or part of one."""
    file = destinations_file().with_name("sync_codes.csv")
    words: dict[tuple[str, str], list[str]] = {}
    if file.exists():
        with file.open(newline="", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                if row["destination_id"] == destination_id:
                    code = row["target_part_id"] or row["target_id"]
                    for each in {code, row["target_id"]}:
                        words.setdefault((row["vocabulary_name"], each), []).append(row["word"])
    return words


def access(destination_id: str) -> Access:
    """How it is reached, as the environment says."""
    return Access(*(
        os.environ.get(variable(destination_id, name)) or "" for name in Access._fields
    ))


def variable(destination_id: str, name: str) -> str:
    """The name of the variable that says it: ``KITH_COUNTY_VAN_API_KEY``."""
    return f"KITH_{destination_id}_{name}".upper()


def _destination(row: Mapping[str, str], sources: Mapping[str, registry.Source]) -> Destination:
    destination_id = row["destination_id"]
    if destination_id not in sources:
        raise UnknownDestination(
            f"{destinations_file()} names '{destination_id}', which is no source of "
            f"{registry.registry_file()}. Sources: {', '.join(sources) or 'none'}."
        )
    own = sources[destination_id]
    numbers = {name: int(row[name] or 0) for name in _NUMBERS}
    return Destination(
        destination_id=destination_id, interface_code=row["interface_code"],
        mode_code=row["mode_code"], time_zone=own.time_zone,
        organization_id=own.organization_id, **numbers,
    )
