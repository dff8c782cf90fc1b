"""TurboVote (registration and reminders): one partner's export of users.

Columns come from a published fixture, in its spelling. Times are ISO with Z; everything comes every
day, and some people sign up twice.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_turbovote"
STANDINGS = (
    ("registered", "user", ""),
    ("initiated", "turbovote", "by-mail"),
    ("registered", "turbovote", "online"),
    ("unknown", "user", ""),
)


class TurboVote:
    """Writes one partner's users."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        (name,) = headers("turbovote")
        self.users = desk.table(SOURCE, "turbovote", name, f"{name}.csv")

    def catalog(self) -> None:
        """The export has nothing but users."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody but the person takes part."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's accounts: mostly one."""
        if not person.chance(0.3):
            return
        for _ in range(2 if person.chance(0.1) else 1):
            self._account(hood, person, person.moment(person.stages[0]))

    def _account(self, hood: Neighbourhood, person: Person, at: int) -> None:
        typed = card(hood, person, at, careless=0.5)
        number = person.uuid()
        standing = STANDINGS[int(person.rng.random() * len(STANDINGS))]
        changes: list[tuple[int, dict[str, Any]]] = []
        if standing[0] == "initiated" and person.chance(0.4):
            later = late(person, at)
            registered = {"voter-registration-status": "registered", "updated-at": clock.iso(later)}
            changes.append((later, registered))
        self.users.add_changing(
            at,
            {
                "id": number,
                "first-name": typed.given,
                "middle-name": typed.middle,
                "last-name": typed.family,
                "phone": typed.phone if person.chance(0.6) else "",
                "email": typed.email,
                "registered-address-street": typed.street,
                "registered-address-city": typed.city,
                "registered-address-state": STATE,
                "registered-address-zip": typed.zip5,
                "dob": typed.born[:4] if person.chance(0.3) else typed.born,
                "language-preference": "en",
                "hostname": "county.turbovote.org",
                "referral-code": "source:email,source_details:newsletter_7",
                "partner-comms-opt-in": person.rng.choice(("true", "false", "")),
                "created-at": clock.iso(at),
                "updated-at": clock.iso(at + 35),
                "voter-registration-status": standing[0],
                "voter-registration-source": standing[1],
                "voter-registration-method": standing[2],
                "voting-method-preference": person.rng.choice(("in-person", "by-mail", "")),
                "email subscribed": "true",
                "sms subscribed": "false",
            },
            changes,
        )
        self.truth.record(at, SOURCE, "users", number, person)
        person.reach(0, at)


WRITER = TurboVote
