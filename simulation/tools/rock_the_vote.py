"""Rock the Vote (online voter registration): the partner's report.

Columns come from a published fixture of the report. It has no id; times bear Eastern offsets, birth
dates are month, day, year; the whole report comes every day, each registration as far as it is.
"""

from __future__ import annotations

import hashlib

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_rock_the_vote"
SOURCES = ("website", "user:58e68d5d,source:web,source_details:drive,referral=true", "")


class RockTheVote:
    """Writes one partner's report."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        (name,) = headers("rock_the_vote")
        self.report = desk.table(SOURCE, "rock_the_vote", name, f"{name}_{{date}}.csv")

    def catalog(self) -> None:
        """The report has nothing but registrations."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody but the person takes part in a registration."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's registrations: some begin twice, some never finish."""
        if not person.chance(0.3):
            return
        at = person.moment(person.stages[0])
        if person.chance(0.15):
            self._registration(hood, person, at - 2 * clock.DAY, finishes=False)
        self._registration(hood, person, at, finishes=person.chance(0.7))

    def _registration(
        self, hood: Neighbourhood, person: Person, at: int, *, finishes: bool
    ) -> None:
        typed = card(hood, person, at, careless=0.5)
        year, month, day = person.born.split("-")
        step = f"Step {1 + int(person.rng.random() * 4)}"
        yes = {True: "Yes", False: "No"}
        row = {
            "Status": step,
            "Tracking Source": SOURCES[int(person.rng.random() * len(SOURCES))],
            "Language": "English",
            "Email address": typed.email,
            "US citizen?": "Yes",
            "First name": typed.given,
            "Last name": typed.family,
            "Home state": STATE,
            "Home zip code": typed.zip5,
            "Has mailing address?": "No",
            "Opt-in to RTV email?": "Yes",
            "Opt-in to RTV sms?": "No",
            "Opt-in to Partner email?": yes[person.chance(0.6)],
            "Opt-in to Partner SMS/robocall": yes[person.chance(0.4)],
            "Volunteer for RTV": "No",
            "Volunteer for partner": yes[person.chance(0.1)],
            "Pre-Registered": "No",
            "Started registration": f"{clock.eastern(at)} {_offset(at)}",
            "Finish with State": "No",
            "Built via API": "No",
            "Has State License": "No",
            "Has SSN": "No",
        }
        finished = {
            "Status": "Complete",
            "Date of birth": f"{month}/{day}/{year}",
            "Middle name": typed.middle,
            "Name suffix": typed.suffix,
            "Home address": typed.street,
            "Home unit": typed.unit,
            "Home city": typed.city,
            "Phone": typed.phone,
            "Survey question 1": "Do you rent?",
            "Survey answer 1": yes[person.chance(0.5)],
            "Finish with State": yes[person.chance(0.5)],
        }
        later = late(person, at) if person.chance(0.2) else at
        if finishes and later == at:
            row |= finished
        changes = [(later, finished)] if finishes and later > at else []
        self.report.add_changing(at, row, changes)
        said = (row["Started registration"], typed.email, typed.given, typed.family)
        key = hashlib.md5("\x1f".join(said).encode(), usedforsecurity=False).hexdigest()
        self.truth.record(at, SOURCE, "registrants", f"minted:{key}", person)
        person.reach(0, at)


def _offset(at: int) -> str:
    """The Eastern offset then, read off the two clocks."""
    hours = (int(clock.utc(at)[11:13]) - int(clock.eastern(at)[11:13])) % 24
    return f"-0{hours}00"


WRITER = RockTheVote
