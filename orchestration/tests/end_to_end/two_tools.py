"""A county that texts every month, through Spoke until July and through Hustle from late May on.

Both tools' exports are the simulator's, of one year and the same people, told up to a day.
"""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

from simulation import clock, simulate
from simulation.tools import hustle, spoke

SPOKE, HUSTLE = "county_spoke", "county_hustle"
PEOPLE, SEED, LAST_DAY = 300, 7, date(2026, 10, 1)
# Days of the year, which begins with November: a text a month from each, with two months of both.
_CAMPAIGNS = tuple((501 + n, f"Monthly text {n}", 20 + 30 * n, "van") for n in range(8))
_GOALS = tuple((f"Monthly text {n}", 205 + 30 * n) for n in range(5))
_COUNTY = ZoneInfo("America/New_York")
SWAP_BEGINS, SWAP_ENDS = 198, 232
OVERLAP = (date(2026, 5, 1), date(2026, 6, 1))
MONTHS = [date(2025 + (place > 1), (10 + place) % 12 + 1, 1) for place in range(11)]


def make(folder: Path) -> None:
    """Simulate the year below the folder, and who everybody truly is."""
    with (
        mock.patch.object(spoke, "CAMPAIGNS", _CAMPAIGNS),
        mock.patch.object(hustle, "GOALS", _GOALS),
    ):
        simulate(PEOPLE, SEED, folder, days=1, last_day=LAST_DAY, tools=["hustle"], workers=1)


def export(world: Path, source: str, before: int | None = None) -> Path:
    """A folder of the source's files with what was made before a day of the year, or with all."""
    limit = clock.END if before is None else clock.START + before * clock.DAY
    out = world / "told" / source / clock.date(min(limit, clock.FIRST_EXPORT))
    out.mkdir(parents=True)
    for path in sorted((world / "days" / LAST_DAY.isoformat() / source).iterdir()):
        if path.suffix == ".gz":
            lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
            kept = [line for line in lines if _made(json.loads(line)) < clock.iso(limit)]
            (out / path.name).write_bytes(gzip.compress("".join(kept).encode()))
        else:
            with path.open(newline="") as told, (out / path.name).open("w", newline="") as copy:
                rows = csv.DictReader(told)
                writer = csv.DictWriter(copy, rows.fieldnames or ())
                writer.writeheader()
                writer.writerows(row for row in rows if _made(row) < clock.zoned(limit))
    return out


@dataclass(frozen=True)
class Text:
    """One text, as the tool's export tells it, and whom it is truly to or from.

    ``conversation``: the tool, the effort and the record it belongs to. ``month``: by the county's
    calendar.
    """

    source: str
    person: str
    conversation: tuple[str, str, str]
    month: date
    is_reply: bool


def texts(world: Path) -> list[Text]:
    """Every text of the year in both tools' exports, in the order they were sent."""
    folder = world / "days" / LAST_DAY.isoformat()
    with (world / "truth" / "records.csv").open(newline="") as told:
        rows = list(csv.DictReader(told))
    people = {(row["source_id"], row["record_id"]): row["person"] for row in rows}
    found = []

    def add(source: str, sent: str, record: str, effort: str, is_reply: bool) -> None:
        at = datetime.fromisoformat(sent)
        month = at.astimezone(_COUNTY).date().replace(day=1)
        conversation = (source, record, effort)
        found.append((at, Text(source, people[source, record], conversation, month, is_reply)))

    with (folder / SPOKE / "message.csv").open(newline="") as told:
        for row in csv.DictReader(told):
            # One row stands for those no reader can take: it is about nobody.
            if (SPOKE, row["campaign_contact_id"]) in people:
                is_reply = row["is_from_contact"] == "t"
                add(SPOKE, row["sent_at"], row["campaign_contact_id"], "", is_reply)
    for line in gzip.decompress((folder / HUSTLE / "messages.json.gz").read_bytes()).splitlines():
        row = json.loads(line)
        is_reply = row["direction"] == "inbound"
        add(HUSTLE, row["created_at"], row["lead_id"], row["attributed_goal_id"], is_reply)
    return [text for _, text in sorted(found, key=lambda each: each[0])]


def _made(row: dict[str, str | None]) -> str:
    """When the tool made the row; what has no time comes with all exports."""
    return row.get("created_at") or ""
