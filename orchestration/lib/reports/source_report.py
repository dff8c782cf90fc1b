"""What is released of a source, for people who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestration.lib.reports.lateness import hours_late
from orchestration.lib.warehouse import connect


@dataclass(frozen=True)
class SourceReport:
    """Counts of a source's released loads and the time (UTC) of its newest released news."""

    released_loads: int
    released_records: int
    held_loads: int
    newest_export_at: datetime | None
    registered_at: datetime

    def is_fresh(self, promised_hours: float | None) -> bool:
        """Whether the newest released export is at most that old, or nothing is promised.

        Where none came yet, it is waited for from the source's registration on.
        """
        return not hours_late(self.newest_export_at or self.registered_at, promised_hours)

    def metadata(self) -> dict[str, Any]:
        """The report as Dagster shows it."""
        newest = self.newest_export_at
        return {
            "released loads": self.released_loads,
            "released records": self.released_records,
            "held loads": self.held_loads,
            "newest export": f"{newest:%Y-%m-%d %H:%M} UTC" if newest else "never",
        }


def read(source_id: str) -> SourceReport:
    """The report on a source, from the ledger."""
    with connect("kith_builder") as connection:
        row = connection.execute(
            "select count(*) filter (where released_at is not null),"
            " coalesce(sum(records_landed) filter (where released_at is not null), 0)::bigint,"
            " count(*) filter (where released_at is null and held_at is not null"
            "  and dismissed_at is null),"
            " max(exported_at) filter (where released_at is not null and is_news),"
            " coalesce((select registered_at from landing.sources where source_id = %(source)s),"
            "   now())"
            " from landing.loads where source_id = %(source)s and status = 'landed'",
            {"source": source_id},
        ).fetchone()
    assert row is not None  # an aggregate has one row
    return SourceReport(*row)
