"""Airtable: one table of volunteers, listed whole by the web API every day.

A record is its id, when it was made, and the fields that hold something, by the group's own names.
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person

SOURCE = "county_airtable"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Airtable:
    """Writes one base's table."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.people = desk.table(SOURCE, "airtable", "people", "Volunteers.jsonl")

    def catalog(self) -> None:
        """Nothing: the table is all there is."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing: anybody may be in it."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person, if somebody put them in."""
        if not person.chance(0.25):
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        typed = card(hood, person, at, paper=True)
        record = "rec" + "".join(person.rng.choice(LETTERS) for _ in range(14))
        fields = {
            "First Name": typed.given, "Last Name": typed.family, "Email": typed.email,
            "Phone": typed.phone, "City": typed.city, "ZIP code": typed.zip5,
            "VAN ID": person.vanid if person.chance(0.3) else "",
        }  # fmt: skip
        told = {name: value for name, value in fields.items() if value}
        row = {"id": record, "createdTime": clock.iso(at).replace("Z", ".000Z"), "fields": told}
        self.people.add(at, row)
        self.truth.record(at, SOURCE, "people", record, person)


WRITER = Airtable
