"""Two small tools' exports of a few days, good ones, into which faults are planted."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from orchestration.lib.landing import declarations

Row = dict[str, str]
# What the faults themselves write, so that it can be looked for.
PLANTED = "planted7q"
LAST_GOOD_DAY, DAY = "20260101", "20260102"
_VAN_DAYS = ("20251227", "20251228", "20251229", "20251230", "20251231", LAST_GOOD_DAY)


@dataclass
class Export:
    """One day's export: tables by record type, and ``files`` that are no tables any more."""

    tool: str
    day: str
    tables: dict[str, list[Row]]
    files: dict[str, bytes] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)

    def only(self, name: str) -> list[Row]:
        """Leave out all tables but this one; its rows."""
        self.tables = {name: self.tables[name]}
        return self.tables[name]

    def text(self, name: str) -> str:
        """A table as the tool would write it."""
        known = next(
            each for each in declarations.tools()[self.tool].record_types if each.name == name
        )
        written = io.StringIO()
        columns = self.columns.get(name, [column.name for column in known.columns])
        writer = csv.DictWriter(written, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.tables[name])
        return written.getvalue()

    def spoil(self, name: str, old: str = "", new: str = "") -> None:
        """Write a table with a text in place of another, or after its end, and no other table."""
        self.only(name)
        text = self.text(name)
        changed = text.replace(old, new, 1) if old else text + new
        assert changed != text
        self.files[f"{name}_{self.day}.csv"] = changed.encode()
        self.tables = {}

    def written(self) -> dict[str, bytes]:
        """Every file of the export, by name."""
        tables = {f"{name}_{self.day}.csv": self.text(name).encode() for name in self.tables}
        return {**tables, **self.files}


def history(tool: str) -> list[Export]:
    """The good exports before the faulty one, oldest first."""
    if tool == "mobilize":
        return [Export(tool, LAST_GOOD_DAY, _mobilize(0))]
    days = [
        Export(tool, day, {"contactscontacts": _contacts_of_a_day(at)})
        for at, day in enumerate(_VAN_DAYS)
    ]
    days[-1].tables |= _van(0)
    return days


def next_day(tool: str) -> Export:
    """The export in which a fault is planted: what changed overnight, and all of whole tables."""
    if tool == "mobilize":
        return Export(tool, DAY, _mobilize(1))
    return Export(tool, DAY, _van(1) | {"contactscontacts": _contacts_of_a_day(len(_VAN_DAYS))})


def _mobilize(day: int) -> dict[str, list[Row]]:
    users = [
        {
            "membership_id": str(5000 + n), "id": str(1000 + n), "given_name": _first(n),
            "family_name": _last(n), "email_address": f"{_first(n)}.{n}@mail.example".lower(),
            "phone_number": f"860-555-01{n % 100:02d}", "postal_code": f"061{n % 90 + 10}",
            "created_date": _time(n), "modified_date": _time(n + day if n % 3 else n),
        }
        for n in range(200 + 2 * day)
    ]
    return {
        "users": users,
        "events": [
            {"id": str(n), "title": f"Canvass {n}", "created_date": _time(n),
             "modified_date": _time(n)}
            for n in range(1, 31)
        ],
    }  # fmt: skip


def _van(day: int) -> dict[str, list[Row]]:
    changed = range(60) if day == 0 else range(30, 62)
    return {
        "contacts": [
            {
                "vanid": str(100_000 + n), "firstname": _first(n), "lastname": _last(n),
                "vaddress": f"{n} Elm Street", "dob": f"19{n % 50 + 40}-05-{n % 28 + 1:02d}",
                "datecreated": _time(n), "datemodified": _time(n + day),
            }
            for n in changed
        ],
        "events": [
            {"eventid": str(n), "eventname": f"Phone bank {n}", "datecreated": _time(n)}
            for n in range(1 + 30 * day, 31 + 30 * day)
        ],
        "eventsignups": [
            {"eventsignupid": str(7000 + 40 * day + n), "eventid": str(n % 30 + 1 + 30 * day),
             "vanid": str(100_000 + n), "datecreated": _time(n)}
            for n in range(40)
        ],
    }  # fmt: skip


def _contacts_of_a_day(at: int) -> list[Row]:
    return [
        {
            "contactscontactid": str(900_000 + 50 * at + n), "vanid": str(100_000 + n),
            "datecanvassed": f"2025-12-{at + 1:02d} 18:{n:02d}:00", "resultid": str(n % 9 + 1),
            "contacttypeid": "1", "canvassedby": str(500 + at), "committeeid": "5512",
            "datecreated": f"2025-12-{at + 1:02d} 19:{n:02d}:00",
        }
        for n in range(40)
    ]  # fmt: skip


def _time(n: int) -> str:
    return f"2025-{n % 11 + 1:02d}-{n % 28 + 1:02d} {n % 24:02d}:00:00+00"


def _first(n: int) -> str:
    return ("Ana", "Ben", "Cy", "Dee", "Eli", "Fay", "Gus")[n % 7]


def _last(n: int) -> str:
    return ("Moss", "Reed", "Vale", "West", "York")[n % 5] + chr(97 + n % 26)
