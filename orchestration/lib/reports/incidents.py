"""What somebody has to mend now, who that is and what it blocks: ``marts.incidents``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration.lib.warehouse import connect

_OPEN = """
    select
        incident_type_name, source_id, record_type, load_id, opened_at, due_at,
        responsible_contact, fixes_contact, escalates_contact, message, command,
        array(
            select blocked_name from marts.blocked_marts as blocked
            where blocked.incident_id = incidents.incident_id and blocked_type_code = 'program'
            order by 1
        ),
        (
            select count(*) from marts.blocked_marts as blocked
            where blocked.incident_id = incidents.incident_id and blocked_type_code = 'mart'
        )
    from marts.incidents
    where is_open
    order by is_blocking desc, opened_at, incident_id
"""


@dataclass(frozen=True)
class OpenIncident:
    """An open incident, as the last build found it. Times are UTC.

    ``programs`` and ``marts`` (how many) lack what is new of the source while it is open.
    """

    name: str
    source_id: str | None
    record_type: str | None
    load_id: str | None
    opened_at: datetime
    due_at: datetime | None
    responsible: str | None
    fixes: str | None
    escalates: str | None
    message: str
    command: str
    programs: Sequence[str]
    marts: int

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been closed by now."""
        return self.due_at is not None and self.due_at < datetime.now(UTC)

    @property
    def who_is_up(self) -> str:
        """Who has to do something now, and who is told where they don't."""
        first = self.fixes or self.responsible or "nobody: see seeds/registry/roles.csv"
        if self.is_overdue:
            return f"{self.escalates or first} (overdue; {first} was up)"
        then = f", then {self.escalates}" if self.escalates and self.due_at else ""
        return f"{first}{then}"

    def told(self) -> str:
        """Three or four lines for a person."""
        load = f"load {self.load_id}" if self.load_id else None
        about = ": ".join(filter(None, [self.source_id or "the marts", self.record_type, load]))
        due = f", to be mended by {self.due_at:%Y-%m-%d %H:%M}" if self.due_at else ""
        lines = [
            f"{self.name} · {about} · since {self.opened_at:%Y-%m-%d %H:%M} UTC{due}",
            f"   {self.message}",
            f"   Up: {self.who_is_up}. Begin with: {self.command}",
        ]
        if self.marts or self.programs:
            stale = f"{self.marts} marts" + "".join(f", {name}" for name in self.programs)
            lines.append(f"   Stale meanwhile: {stale}")
        return "\n".join(lines)


def open_ones() -> list[OpenIncident]:
    """The open incidents, those that block first; none where the marts aren't built yet."""
    with connect("kith_builder") as connection:
        built = connection.execute(
            "select to_regclass('marts.incidents') is not null"
            " and to_regclass('marts.blocked_marts') is not null"
        ).fetchone()
        if built is None or not built[0]:
            return []
        return [OpenIncident(*row) for row in connection.execute(_OPEN)]
