"""What is told of a full export that lacks more records than can have gone at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from orchestration.lib.landing.absences import FEWEST_VANISHED_FOR_A_SHARE
from orchestration.lib.warehouse import connect


class _Check(Protocol):
    @property
    def expectation(self) -> str: ...


def are_why(failed: Iterable[_Check]) -> bool:
    """Whether it is vanished records that a check failed for."""
    return any("share_vanished" in check.expectation for check in failed)


def told(load_ids: Sequence[int]) -> list[str]:
    """A sentence for each table of these loads from which many records vanished, and what to do."""
    with connect("kith_builder") as connection:
        found = connection.execute(
            "select record_type, records_vanished, (select max(load_id) from landing.absences"
            "   inner join landing.loads using (load_id) where load_id = any(%(loads)s)"
            "   and loads.extracted_at = vanished.extracted_at"
            "   and absences.record_type = vanished.record_type)"
            " from landing.vanished_records(%(loads)s) as vanished"
            " where records_vanished >= %(fewest)s order by extracted_at, record_type",
            {"loads": list(load_ids), "fewest": FEWEST_VANISHED_FOR_A_SHARE},
        ).fetchall()
    return [
        f"{count:,} records of {record_type} that were there before are not in this full export: "
        "it was probably cut off. Land the whole export. If they are truly gone, accept that: "
        f"./kith release {load_id} --because WHY"
        for record_type, count, load_id in found
    ]
