"""A handful of records no reader can take, so that quarantine has something to show.

They are extra rows about nobody: losing them loses nothing the truth files count.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulation import clock
from simulation.write import Table

if TYPE_CHECKING:
    from simulation.run import Writers

_CUT_PAGE = "taggings_p9999.json"
_CUT_TEXT = '{"per_page":25,"page":9999,"_embedded":{"osdi:taggings":[{"identifiers":["action_n'


def plant(writers: Writers) -> None:
    """Add the broken records to the first neighbourhood's rows."""
    van, mirror, spoke = writers.van, writers.mirror.tables, writers.spoke.tables
    mobilize, days = writers.mobilize.tables, writers.desk.days
    short = "700000001,100000999,2026-03-03 18:00:00,14"
    long = f"NJ,700000002,100000999{',x' * 20}"
    undecodable = _line(van.contacts, {0: "NJ", 1: "700000003", 2: "Jos\udce9", 4: "Mu\udcf1oz"})
    _plant(writers, van.attempts, 0, short, "too few fields", "contactscontacts", "700000001")
    _plant(writers, van.answers, 0, long, "too many fields", "contactssurveyresponses", "700000002")
    _plant(writers, van.contacts, 0, undecodable, "not UTF-8", "contacts", "700000003")
    _plant(
        writers,
        mirror["signatures"],
        0,
        _line(mirror["signatures"], {0: "700000004", 1: "Saint-\udcc9tienne"}),
        "not UTF-8",
        "signatures",
        "700000004",
    )
    _plant(
        writers,
        mobilize["participations"],
        0,
        "Acme, Inc,,,f,2026-02-02",
        "too few fields",
        "participations",
        "",
    )
    _plant(
        writers,
        spoke["message"],
        0,
        _line(spoke["message"], {0: "700000005", 2: "\x00"}),
        "NUL byte",
        "message",
        "700000005",
    )
    _plant(
        writers,
        spoke["campaign_contact"],
        0,
        "700000006,f,,501,+18565550111",
        "too few fields",
        "campaign_contact",
        "700000006",
    )
    writers.truth.broken.add(
        0,
        {
            "source_id": "county_action_network",
            "date": clock.export_date(0),
            "file": _CUT_PAGE,
            "line": 1,
            "problem": "cut off",
            "record_type": "taggings",
        },
    )
    if days > 1:
        _plant(
            writers,
            van.attempts,
            1,
            "700000007,100000999",
            "too few fields",
            "contactscontacts",
            "700000007",
        )


def write_cut_page(days: Path) -> None:
    """A page of the web API whose download broke off, among the finished first day's pages."""
    folder = days / clock.export_date(0) / "county_action_network"
    (folder / _CUT_PAGE).write_text(_CUT_TEXT)


def _line(table: Table, values: dict[int, str]) -> str:
    return ",".join(values.get(place, "") for place in range(len(table.columns)))


def _plant(
    writers: Writers, table: Table, day: int, line: str, problem: str, kind: str, record: str
) -> None:
    days = (day,) if table.changes_only else range(day, writers.desk.days)
    for shown in days:
        number = table.add_raw(shown, line)
        date = clock.export_date(shown)
        writers.truth.broken.add(
            0,
            {
                "source_id": table.source,
                "date": date,
                "file": table.file.replace("{date}", date.replace("-", "")),
                "line": number,
                "problem": problem,
                "record_type": kind,
                "record_id": record,
            },
        )
