"""VoteAmerica (registration, ballots by mail, look-ups): one partner's exports, one per tool.

Columns come from VoteAmerica's own documentation. Times are UTC without saying so; there is no
person, but a session that goes from tool to tool. Each export holds everything.
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_vote_america"
RECORDS = {
    "register": "registrations",
    "absentee": "ballot_requests",
    "verify": "verifications",
    "reminders": "reminders",
    "locate": "lookups",
}


class VoteAmerica:
    """Writes one partner's exports."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.columns = headers("vote_america")
        self.tables = {
            name: desk.table(SOURCE, "vote_america", name, f"{name}_export.csv")
            for name in self.columns
        }

    def catalog(self) -> None:
        """The exports hold nothing but what people did."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody but the person takes part."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """What the person did in one or two tools, in one session."""
        if not person.chance(0.3):
            return
        session = person.uuid()
        at = person.moment(person.stages[0])
        first = person.rng.choice(("verify", "locate", "reminders", "register"))
        self._did(hood, person, first, session, at)
        if person.chance(0.4):
            then = person.rng.choice(("register", "absentee"))
            self._did(hood, person, then, session, at + 600)

    def _did(self, hood: Neighbourhood, person: Person, tool: str, session: str, at: int) -> None:
        typed = card(hood, person, at, careless=0.5)
        finished = person.chance(0.7)
        by_state = person.chance(0.5)
        number = person.uuid()
        said = {
            "ID": number,
            "Subscriber": "county-organizers",
            "Time Started (UTC)": clock.utc(at),
            "First Name": typed.given,
            "Middle Name": typed.middle,
            "Last Name": typed.family,
            "Suffix": typed.suffix,
            "Date of Birth": person.born,
            "Email": typed.email,
            "Phone": typed.phone,
            "Address 1": typed.street,
            "City": typed.city,
            "Zipcode": typed.zip5,
            "State": STATE,
            "Subscriber SMS Opt In": str(person.chance(0.4)),
            "Registered": str(person.chance(0.8)),
            "Completed": str(finished),
            "PDF Emailed to Voter": str(not by_state),
            "Redirected To State Website": str(by_state),
            "PDF Submitted to LEO": "False",
            "utm_source": "email",
            "utm_campaign": "october",
            "Embed URL": "https://county-organizers.example/vote?utm_source=email",
            "Session ID": session,
            "Updated At (UTC)": clock.utc(at + 60),
        }
        columns = set(self.columns[tool])
        self.tables[tool].add(at, {name: said[name] for name in said if name in columns})
        self.truth.record(at, SOURCE, RECORDS[tool], number, person)
        person.reach(1 if tool == "reminders" else 0, at)


WRITER = VoteAmerica
