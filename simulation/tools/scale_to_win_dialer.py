"""Scale to Win's dialer: the calls of one campaign, in up to three passes, as each day's file.

No row has an id. The first question is the canvass status; any other is a column of its own.
"""

from __future__ import annotations

from hashlib import md5

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person

SOURCE = "county_scale_to_win_dialer"
CONTACT = ("VAN ID", "First Name", "Last Name", "Phone Number")
UNANSWERED = ("No Answer", "Voicemail", "Busy")
STATUSES = ("Refused", "Wrong Number", "Canvassed", "Canvassed", "Canvassed", "Call Back")


class ScaleToWinDialer:
    """Writes one campaign's calls."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.days = desk.days
        self.calls = desk.table(
            SOURCE, "scale_to_win_dialer", "calls", "calls-{date}.csv", changes_only=True
        )

    def catalog(self) -> None:
        """Nothing: the campaign's name stands in the rows."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody is a caller before they call."""
        hood.notes["scale to win callers"] = set()

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """Calls to the person until somebody picks up, three at most."""
        if not person.vanid or len(person.mobile) != 10 or not person.chance(0.3):
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        typed = card(hood, person, at, careless=0.4, paper=True)
        values = (str(person.vanid), typed.given.strip(), typed.family.strip(), person.mobile)
        # As the warehouse mints a contact's id.
        key = md5("\x1f".join(values).encode(), usedforsecurity=False).hexdigest()
        self.truth.record(at, SOURCE, "contacts", f"minted:{key}", person)
        person.reach(0, at)
        for number in (1, 2, 3):
            row = {
                **dict(zip(CONTACT, values, strict=True)),
                "Campaign Name": "Fall turnout",
                "Pass Number": number,
                "Call Time": clock.eastern(at),
            }
            if not person.chance(0.4):
                result = UNANSWERED[int(person.rng.random() * len(UNANSWERED))]
                self.calls.add(at, {**row, "Disposition": result})
                at = clock.daytime(person.rng, at + 3 * clock.DAY)
                continue
            caller = hood.outreacher(person.rng, at)
            status = STATUSES[int(person.rng.random() * len(STATUSES))]
            answer = "Yes" if status == "Canvassed" and person.chance(0.7) else ""
            told = {"Caller Email": caller.email, "Disposition": "Answered", "Question 1": status}
            self.calls.add(at, {**row, **told, "Can we count on you?": answer})
            self._caller(hood, caller, at)
            return

    def _caller(self, hood: Neighbourhood, caller: Person, at: int) -> None:
        caller.reach(3, at)
        callers: set[str] = hood.notes["scale to win callers"]
        # People are written one after the other: a later call may be the first to be exported.
        if caller.email and caller.email not in callers and clock.export_day(at) < self.days:
            callers.add(caller.email)
            # As the warehouse mints a caller's id: by address.
            key = md5(caller.email.lower().encode(), usedforsecurity=False).hexdigest()
            self.truth.record(at, SOURCE, "callers", f"minted:{key}", caller)


WRITER = ScaleToWinDialer
