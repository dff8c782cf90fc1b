"""What stands where: sources, last loads, accounted records, quarantine, gates, freshness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orchestration.lib import registry
from orchestration.lib.reports.lateness import hours_late
from orchestration.lib.tools import variables
from orchestration.lib.warehouse import connect

_STATUS = """
    select
        sources.source_id,
        sources.tool,
        max(loads.exported_at) filter (where loads.is_news) as last_export_at,
        sources.registered_at,
        max(loads.loaded_at) filter (where loads.status = 'landed') as last_load_at,
        count(*) filter (where loads.status = 'landed') as landed_files,
        count(*) filter (where loads.status = 'refused') as refused_files,
        coalesce(sum(loads.records_read), 0)::bigint as records_read,
        coalesce(sum(loads.records_landed), 0)::bigint as records_landed,
        coalesce(sum(loads.records_unchanged), 0)::bigint as records_unchanged,
        coalesce(sum(loads.records_quarantined), 0)::bigint as records_quarantined,
        coalesce(sum(loads.records_suppressed), 0)::bigint as records_suppressed,
        count(*) filter (where loads.status = 'landed' and loads.released_at is null
            and loads.held_at is null) as waiting_loads,
        count(*) filter (where loads.held_at is not null and loads.released_at is null
            and loads.superseded_by_load_id is null and loads.dismissed_at is null) as held_loads,
        (select count(*) from landing.quarantine
         where quarantine.source_id = sources.source_id and quarantine.status = 'open')
            as open_quarantine
    from landing.sources
    left join landing.loads on loads.source_id = sources.source_id
    group by sources.source_id, sources.tool
    order by sources.source_id
"""

_HELD = """
    select distinct on (source_id)
        source_id, load_id, extracted_at, held_reason,
        count(*) over (partition by source_id),
        (select count(*) from landing.quarantine
         where quarantine.source_id = loads.source_id and quarantine.status = 'open')
    from landing.loads as loads
    where status = 'landed' and held_at is not null and released_at is null
        and superseded_by_load_id is null and dismissed_at is null
    order by source_id, load_id desc
"""


@dataclass(frozen=True)
class SourceStatus:
    """A source at this moment. Times are UTC, counts are over everything ever landed."""

    source_id: str
    tool: str
    last_export_at: datetime | None
    registered_at: datetime
    last_load_at: datetime | None
    landed_files: int
    refused_files: int
    records_read: int
    records_landed: int
    records_unchanged: int
    records_quarantined: int
    records_suppressed: int
    waiting_loads: int
    held_loads: int
    open_quarantine: int
    promised_freshness_hours: float | None
    is_retired: bool = False

    @property
    def gate(self) -> str:
        """What the first gate says: green, red (held), or waiting to be checked; or retired."""
        if self.is_retired:
            return "retired"
        if self.held_loads:
            return "red"
        return "waiting" if self.waiting_loads else "green" if self.landed_files else "-"

    @property
    def freshness(self) -> str:
        """`on time`, or how late it is: see docs/accountability.md."""
        if self.promised_freshness_hours is None:
            return "left"
        late = hours_late(self.last_export_at or self.registered_at, self.promised_freshness_hours)
        if not late:
            return "on time" if self.last_export_at else "-"
        return f"{late:.0f} h late" if late < 72 else f"{late / 24:,.0f} days late"

    @property
    def is_accounted_for(self) -> bool:
        """Whether each record read is landed, unchanged, in quarantine or of somebody forgotten."""
        known = self.records_landed + self.records_unchanged + self.records_quarantined
        return self.records_read == known + self.records_suppressed


def sources() -> list[SourceStatus]:
    """The status of every registered source, from the ledger itself."""
    promised, spoken = registry.sources(), variables.read().tools
    with connect("kith_builder") as connection:
        return [
            SourceStatus(*(*row, promised[row[0]].promised_freshness_hours, row[1] not in spoken))
            for row in connection.execute(_STATUS)
            if row[0] in promised
        ]


def held() -> list[str]:
    """Of each red source, what its newest held load is held for, and what to do; two lines each."""
    with connect("kith_builder") as connection:
        return [_told_of_held(*row) for row in connection.execute(_HELD)]


def _told_of_held(
    source_id: str, load_id: int, extracted_at: datetime, reason: str, loads: int, aside: int
) -> str:
    more = f", and {loads - 1} before it" if loads > 1 else ""
    listed = f" What was set aside: ./kith quarantine list --source {source_id}" if aside else ""
    return (
        f"{source_id} is red: load {load_id} (exported {extracted_at:%Y-%m-%d}){more} is held. "
        f"{reason}\n   Next: have it sent again and land it; or, if it is right as it is: "
        f"./kith release {load_id} --because WHY; or, if it never will be: "
        f"./kith dismiss {load_id} --because WHY.{listed}"
    )


def accounts(sources: list[SourceStatus]) -> str:
    """One sentence: whether every record that was read is somewhere, and where."""
    read, landed, unchanged, quarantined = (
        sum(getattr(source, f"records_{kind}") for source in sources)
        for kind in ("read", "landed", "unchanged", "quarantined")
    )
    verdict = "is" if read == landed + unchanged + quarantined else "IS NOT"
    return (
        f"Every record {verdict} accounted for: {read:,} read = {landed:,} landed + "
        f"{unchanged:,} unchanged + {quarantined:,} quarantined."
    )


def people() -> list[str]:
    """What waits for a steward: a change of people that is held, decisions since the last build."""
    # Imported late: a warehouse without people has nothing to ask identity for.
    from orchestration.lib.identity.stewards import decisions, diff

    lines = [f"People: {held}"] if (held := diff.held()) else []
    if waiting := decisions.waiting_count():
        several = "s" * (waiting > 1)
        lines.append(f"People: {waiting:,} decision{several} of stewards for the next ./kith build")
    return lines
