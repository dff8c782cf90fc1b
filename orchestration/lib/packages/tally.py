"""What a volunteer did, counted as their records go by: for the service record and the README."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestration.lib.packages import layout
from orchestration.lib.packages.records import Record


@dataclass
class Service:
    """The work for one organization; days are those of the instants, in UTC."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    first_day: str = ""
    last_day: str = ""


@dataclass
class Tally:
    """The records of each table, by kind, and the work by organization."""

    records: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    services: dict[str, Service] = field(default_factory=dict)

    def count(self, table: str, record: Record) -> None:
        """Take one record."""
        self.records[table] += 1
        kind = record["record_type"] or ""
        self.kinds[kind] += 1
        if table == "people":
            return
        owner = record["owner_organization_id"] or ""
        service = self.services.setdefault(
            owner, Service(record["owner_organization_name"] or owner)
        )
        service.tools[record["origin_system"] or ""] += 1
        word = record["relationship_code"] if table == "relationships" else kind
        service.counts[word or ""] += 1
        if at := record.get("happened_at") or record.get("related_at"):
            service.first_day = min(service.first_day or at[:10], at[:10])
            service.last_day = max(service.last_day, at[:10])

    def told(self) -> str:
        """What is in the package, in words."""
        return (
            f"{counted(self.records['interactions'], 'thing', 'things')} they did, "
            f"{counted(self.records['relationships'], 'tie', 'ties')} they told of, "
            f"{counted(self.kinds[layout.CONTACT], 'contact', 'contacts')} they brought, and "
            f"{counted(self.kinds[layout.OTHER], 'other', 'others')} by an opaque id."
        )


def counted(count: int, one: str, many: str) -> str:
    """How many of something."""
    return f"{count:,} {one if count == 1 else many}"
