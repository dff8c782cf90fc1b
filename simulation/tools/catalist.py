"""Catalist's matching: lists of people sent, and the DWIDs they were matched to.

Fields are divided by tabs and never quoted. A list is matched once, and for some again on the next
day; rows are numbered anew in each file.
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import NEIGHBOURHOOD, STATE, Household, Neighbourhood, Person
from simulation.write import Table, headers

SOURCE = "county_catalist"
# What says who was sent, in the order in which an id is minted; no statefileid was.
TOLD = ("first_name", "last_name", "addr1", "zip", "dob", "phone", "email")


class Tabs(Table):
    """A table whose fields are divided by tabs."""

    def _line(self, values: dict[str, Any]) -> str:
        return "\t".join(str(value) for value in values.values())

    def _header(self) -> bytes:
        return ("\t".join(self.columns) + self.newline).encode()


class Catalist:
    """Writes the results of one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        columns = headers("catalist")["matches"]
        self.results = Tabs(SOURCE, "catalist_{date}.txt", columns, desk.days, changes_only=True)
        self.sent = {column.partition("-")[2]: column for column in columns if "-" in column}
        desk.tables.append(self.results)

    def catalog(self) -> None:
        """Nothing: a result is all there is."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Rows are numbered as they come, list by list."""
        hood.notes["catalist rows"] = [hood.number * NEIGHBOURHOOD] * 2

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person, sent once, and perhaps once more."""
        if not person.chance(0.3):
            return
        typed = card(hood, person, clock.FIRST_EXPORT - clock.DAY, paper=True)
        sent = {
            "first_name": typed.given.strip(), "last_name": typed.family.strip(),
            "addr1": typed.street, "city": typed.city, "state": STATE, "zip": typed.zip5,
            "phone": typed.phone, "email": typed.email, "dob": typed.born,
        }  # fmt: skip
        found = person.chance(0.8)
        for day in [0, 1] if person.chance(0.2) else [0]:
            at = clock.export_time(day) - clock.HOUR
            hood.notes["catalist rows"][day] += 1
            row = str(hood.notes["catalist rows"][day])
            answer = {
                "DWID": 300_000_000 + person.number if found else "",
                "CONFIDENCE": f"{0.6 + 0.4 * person.rng.random():.2f}" if found else "",
                "ZIP9": person.address.zip5 + "0000" if found else "",
                "STATE": STATE if found else "",
            }
            values = {self.sent[name]: value for name, value in sent.items()}
            self.results.add(at, values | {self.sent["matchbackid"]: row} | answer)
            told = "\x1f".join([row, "", *(sent[column] for column in TOLD)])
            record = f"minted:{md5(told.encode(), usedforsecurity=False).hexdigest()}"
            self.truth.record(at, SOURCE, "sent", record, person)


WRITER = Catalist
