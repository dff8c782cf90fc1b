"""What is told of a full export that lacks more records than can have gone at once."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.landing.absences import FEWEST_VANISHED_FOR_A_SHARE
from orchestration.lib.warehouse import connect


def told(load_ids: Sequence[int]) -> list[str]:
    """A sentence for each table of these loads from which many records vanished, and what to do."""
    with connect("kith_builder") as connection:
        found = connection.execute(
            "select record_type, records_vanished, (select max(load_id) from landing.loads"
            "   where load_id = any(%(loads)s) and loads.extracted_at = vanished.extracted_at)"
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
