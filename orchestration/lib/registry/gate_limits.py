"""The limits at which gates hold or warn: ``seeds/registry/gate_limits.csv``, read here alone."""

from __future__ import annotations

import csv
from functools import cache

from orchestration.lib import settings
from orchestration.lib.errors import KithError


class UnknownLimit(KithError):
    """The seed has no such limit, or one that is no number; the message says which."""


def limit(name: str) -> float:
    """The limit of that name. Raises ``UnknownLimit``: a gate without its limit stays closed."""
    try:
        return float(_limits()[name])
    except (KeyError, ValueError):
        raise UnknownLimit(
            f"seeds/registry/gate_limits.csv has no number for '{name}'. Put its line back."
        ) from None


def whole(name: str) -> int:
    """A limit that counts something. Raises ``UnknownLimit``."""
    return round(limit(name))


@cache
def _limits() -> dict[str, str]:
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "gate_limits.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        return {row["limit_id"]: row["limit_value"] for row in csv.DictReader(handle)}
