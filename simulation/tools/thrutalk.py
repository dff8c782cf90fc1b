"""ThruTalk (a dialer): the files its nightly e-mail links to, of one calling service.

No row has an id, and times say EST but are Eastern time. Logins are claimed anew each day. Numbers
nobody picked up name no caller. A few dials come twice. Each file holds the day's rows.
"""

from __future__ import annotations

from hashlib import md5

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person

SOURCE = "county_thrutalk"
UNANSWERED = ("Answering Machine", "No Answer", "Busy Signal", "Disconnected", "Fax")
COLUMNS = ("Voter ID", "Voter ID Type", "Voter First Name", "Voter Last Name", "Voter Phone")


class ThruTalk:
    """Writes one service's nightly files."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(
                SOURCE, "thrutalk", name, f"{{date}}-county-{name}.csv", changes_only=True
            )
            for name in ("results", "script_results", "callers")
        }

    def catalog(self) -> None:
        """Nothing: the files name no campaign."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody has a login before the day they call."""
        hood.notes["thrutalk logins"] = {}

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """Up to two passes of calls to the person."""
        if not person.chance(0.3):
            return
        first = clock.daytime(person.rng, person.moment(person.stages[0]))
        typed = card(hood, person, first, careless=0.5, paper=True)
        digits = "".join(c for c in typed.phone if c.isdigit())[-10:]
        if len(digits) != 10:
            return
        voter = dict(
            zip(
                COLUMNS,
                (
                    str(person.vanid or f"row{hood.ids.next('thrutalk row')}"),
                    "VAN" if person.vanid else "Other",
                    typed.given.strip(),
                    typed.family.strip(),
                    digits,
                ),
                strict=True,
            )
        )
        # As the warehouse mints a voter's id: by type, id, name and number.
        content = (voter["Voter ID Type"], voter["Voter ID"], *list(voter.values())[2:])
        key = md5("\x1f".join(content).encode(), usedforsecurity=False).hexdigest()
        self.truth.record(first, SOURCE, "voters", f"minted:{key}", person)
        person.reach(0, first)
        if not self._dial(hood, person, voter, first) and person.chance(0.6):
            again = first + clock.DAY * (2 + int(person.rng.random() * 5))
            self._dial(hood, person, voter, clock.daytime(person.rng, again))

    def _dial(self, hood: Neighbourhood, person: Person, voter: dict[str, str], at: int) -> bool:
        """One dial; whether it needs no other."""
        day, time = clock.eastern(at).split(" ")
        called = {**voter, "Date Called": day, "Time Called (EST)": time}
        draw = person.rng.random()
        if draw < 0.6:
            result = UNANSWERED[min(4, int(person.rng.random() ** 2 * 5))]
            for _ in range(2 if person.chance(0.02) else 1):
                self.tables["results"].add(at, {**called, "Result": result})
            return False
        caller = hood.outreacher(person.rng, at)
        result = "Talked to Correct Person"
        if draw < 0.72:
            result = "Remove number from list" if draw < 0.64 else "No Contact"
        login = self._login(hood, caller, at, day)
        self.tables["results"].add(at, {**called, "Caller Login": login, "Result": result})
        caller.reach(3, at)
        if draw >= 0.72:
            answer = "Yes" if person.chance(0.5) else "Maybe, ask later"
            self.tables["script_results"].add(
                at,
                {
                    **called,
                    "starting_question": "Talking to Correct Person",
                    "Can we count on you?": answer if person.chance(0.8) else "",
                },
            )
        return draw < 0.64 or draw >= 0.72

    def _login(self, hood: Neighbourhood, caller: Person, at: int, day: str) -> str:
        """The login the caller claimed that day."""
        claimed: dict[str, dict[str, str]] = hood.notes["thrutalk logins"]
        logins = claimed.setdefault(day, {})
        if caller.token not in logins:
            login = logins[caller.token] = f"cty{hood.number:03}{len(logins) + 1:02}"
            self.tables["callers"].add(
                at,
                {
                    "Date": day,
                    "Login": login,
                    "Name": f"{caller.name.given} {caller.family_at(at)}",
                    "Email": caller.email,
                    "Phone": caller.mobile,
                    "Minutes in Call": 41,
                    "Minutes in Wrap Up": 6,
                    "Minutes in Ready": 19,
                    "Minutes in Not Ready": 2,
                },
            )
            self.truth.record(at, SOURCE, "callers", f"{day}:{login}", caller)
        return logins[caller.token]


WRITER = ThruTalk
