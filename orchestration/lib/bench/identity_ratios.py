"""What the systems cost as ratios, which other machines can be held to as well as this one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Figures = dict[str, Any]
_COMPARED = {"kith_rules": "rules", "kith": "whole"}


def of(figures: Figures) -> Figures:
    """A county's ratios: seconds and memory to Splink's, new records' seconds to all records'.

    Also how far Kith is ahead: its F1 less Splink's, and its mixed clusters as a share of theirs.
    """
    splink, told = figures["splink"], {}
    for system, name in _COMPARED.items():
        told[f"{name}_to_splink_seconds"] = _share(figures[system]["seconds"], splink["seconds"])
        told[f"{name}_to_splink_memory"] = _share(
            figures[system]["memory_mb"], splink["memory_mb"]
        )
    rules = figures["kith_rules"]
    told["new_records_to_full_seconds"] = _share(rules["new_records_seconds"], rules["seconds"])
    told["f1_above_splink"] = round(figures["kith"]["f1"] - splink["f1"], 4)
    told["mixed_clusters_to_splink"] = _share(
        figures["kith"]["mixed_clusters"], splink["mixed_clusters"]
    )
    return told


def growth(smaller: Figures, larger: Figures) -> dict[str, float]:
    """By system, the exponent by which seconds grow with records: 1 is twice as long for twice."""
    records = math.log(larger["records"] / smaller["records"])
    return {
        system: round(math.log(larger[system]["seconds"] / figures["seconds"]) / records, 3)
        for system, figures in smaller.items()
        if isinstance(figures, Mapping) and "seconds" in figures
    }


def _share(part: float, whole: float) -> float | None:
    """Null where the whole is nothing, or wasn't measured."""
    return round(part / whole, 3) if whole else None
