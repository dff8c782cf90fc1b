"""Puts people, and all else that a folder of VAN's exports holds, into a stand-in."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from standins.van.base import FIRST_VANID, MY_CAMPAIGN, NUMBERS, Row, VanBase, digits, whole

# Pipeline tables that can be loaded as they are, contacts first.
TABLES = (
    "contacts", "contactsphones", "contactsemails", "contactsaddresses", "contactscontacts",
    "contactssurveyresponses", "contactsactivistcodes", "contactsdeduped", "contactscontributions",
    "contactsonlineforms", "events", "eventsignups", "eventsignupseventstatuses",
)  # fmt: skip
# Files that are named otherwise than their table.
_FILES = {"contactscontributions": "contacts_contributions"}
# Names a file of people may give a column, without capitals, spaces and underscores.
_NAMES = {
    "first": "firstname", "last": "lastname", "givenname": "firstname", "familyname": "lastname",
    "birthdate": "dob", "dateofbirth": "dob", "postalcode": "zip5", "zip": "zip5",
    "ziporpostal": "zip5", "street": "vaddress", "streetaddress": "vaddress", "address": "vaddress",
    "cellphone": "phone", "phonee164": "phone", "emailaddress": "email",
}  # fmt: skip
_WHOLE = {column for column, _ in NUMBERS.values()} | {
    "eventid", "eventroleid", "statusid", "activistcodeid", "surveyquestionid", "surveyresponseid",
    "resultid", "contacttypeid", "eventsignupid", "eventstatusid", "inputtypeid", "dupvanid",
}  # fmt: skip


class Load(VanBase):
    """Loading: what was in the account before anybody called."""

    def load_people(self, people: Iterable[Mapping[str, Any]], mode: int = MY_CAMPAIGN) -> int:
        """Load people: a VANID, names, and what there is of email, phone, birth date, address.

        Column names may be written in any of the usual ways. Returns how many there are.
        """
        tables: dict[str, list[Row]] = {"contacts": [], "contactsphones": [], "contactsemails": []}
        for given in people:
            row = {_plain(name): value for name, value in given.items() if value not in (None, "")}
            phone, email = row.pop("phone", None), row.pop("email", None)
            if not row.get("vanid"):
                row["vanid"] = self._fresh("contacts", mode)
            tables["contacts"].append(row)
            if phone:
                tables["contactsphones"].append({"vanid": row["vanid"], "phone": phone})
            if email:
                tables["contactsemails"].append({"vanid": row["vanid"], "email": email})
        for table, rows in tables.items():
            self.load_table(table, rows, mode)
        return len(tables["contacts"])

    def load_folder(self, folder: Path, mode: int = MY_CAMPAIGN) -> dict[str, int]:
        """Load a folder of pipeline tables (``contacts_2026-10-01.csv``); tells their rows."""
        counts = {}
        for table in TABLES:
            for path in sorted(folder.glob(f"{_FILES.get(table, table)}_[0-9]*.csv")):
                with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                    counts[table] = self.load_table(table, csv.DictReader(file), mode)
        return counts

    def load_table(
        self, table: str, rows: Iterable[Mapping[str, Any]], mode: int = MY_CAMPAIGN
    ) -> int:
        """Load rows of a pipeline table, whole ones; a number that is missing is given."""
        column = NUMBERS[table][0]
        count = most = 0
        with self.store.transaction():
            for given in rows:
                if not _is_whole(given):
                    continue
                row = {
                    name: whole(value) if name in _WHOLE and value != "" else value
                    for name, value in given.items()
                }
                if not row.get(column):
                    row[column] = self._fresh(table, mode)
                row.setdefault(
                    "datecreated", row.get("datereceived") or self.naive(self.clock.now())
                )
                changed = self._changed_at(row)
                self.store.put(table, mode, row[column], row, changed, owner=row.get("vanid"))
                self._lead(table, row, mode)
                if table == "events" and not self.store.of("eventshifts", mode, row[column]):
                    self._default_shift(row, mode, changed)
                count, most = count + 1, max(most, row[column])
            if most:
                self.store.count_from(f"{table} {mode}", most)
        return count

    def _default_shift(self, event: Row, mode: int, at: datetime) -> None:
        """Every event has a shift; one whose shifts aren't told has one, numbered as the event."""
        shift = {
            "eventshiftid": event["eventid"], "name": "Default Shift",
            "starttime": event["dateoffsetbegin"], "endtime": event["dateoffsetend"],
        }  # fmt: skip
        self.store.put("eventshifts", mode, event["eventid"], shift, at, owner=event["eventid"])

    def _fresh(self, table: str, mode: int) -> int:
        first = FIRST_VANID[mode] if table == "contacts" else NUMBERS[table][1]
        return self.store.next_id(f"{table} {mode}", first)

    def _changed_at(self, row: Row) -> datetime:
        text = row.get("datemodified") or row.get("datesuppressed") or row["datecreated"]
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)

    def _lead(self, table: str, row: Row, mode: int) -> None:
        if table == "contacts":
            names = (str(row.get(name) or "").lower() for name in ("firstname", "lastname"))
            self.store.lead(mode, "name", "|".join(names), row["vanid"])
            for kind, value in (row.get("identifiers") or {}).items():
                self.store.lead(mode, f"id {kind.lower()}", str(value), row["vanid"])
        elif table == "contactsphones":
            self.store.lead(mode, "phone", digits(row["phone"]), row["vanid"])
        elif table == "contactsemails":
            self.store.lead(mode, "email", str(row["email"]).lower(), row["vanid"])


def _is_whole(row: Mapping[Any, Any]) -> bool:
    """Whether a row is as its writer meant it: as many cells as columns, and text that is UTF-8."""
    values = row.values()
    return None not in row and None not in values and not any("\ufffd" in str(v) for v in values)


def _plain(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return _NAMES.get(plain, plain)
