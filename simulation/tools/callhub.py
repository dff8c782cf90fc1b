"""CallHub (a calling service): the web API's resources, and the reports of one calling campaign.

The resources are whole every day. Reports have no id; Call Reports hold each call, Campaign Results
each contact's latest with the survey's answers. A few contacts are written another country's way.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person

SOURCE = "county_callhub"
API = "https://api.callhub.io/v1"
PHONEBOOKS = ((31, "Members"), (32, "Petition signers"))
CAMPAIGN = "Fall calls"
UNANSWERED = ("NO_ANSWER", "MACHINE", "USER_BUSY", "LEFT_MESSAGE", "UNALLOCATED_NUMBER")


class CallHub:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "callhub", name, f"{name}.json")
            for name in ("contacts", "phonebooks", "agents", "dnc_contacts")
        }
        for name in ("call_reports", "campaign_results"):
            self.tables[name] = desk.table(
                SOURCE, "callhub", name, f"{name}-{{date}}.csv", changes_only=True
            )

    def catalog(self) -> None:
        """The phonebooks, and a number that was not to be called before the year began."""
        self.tables["dnc_contacts"].add(clock.START, _entry(1, "+16095550100", 3))
        for number, name in PHONEBOOKS:
            self.tables["phonebooks"].add(
                clock.START,
                {
                    "url": f"{API}/phonebooks/{number}/",
                    "owner": "county",
                    "name": name,
                    "description": "",
                },
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody is an agent before they call."""
        hood.notes["callhub agents"] = {}

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a contact, and the calls to them."""
        if not person.chance(0.3):
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        typed = card(hood, person, at, careless=0.5)
        if typed.phone[:1].isalpha() or not typed.phone:
            return
        number = hood.ids.next("callhub contact")
        books = [f"{API}/phonebooks/{n}/" for n, _ in PHONEBOOKS if person.chance(0.7)]
        contact = {
            "url": f"{API}/contacts/{number}/",
            "contact": typed.phone,
            "mobile": person.mobile if person.chance(0.3) else "",
            "last_name": typed.family,
            "first_name": typed.given,
            "country_code": "US",
            "email": typed.email,
            "address": typed.street,
            "city": typed.city,
            "state": "NJ",
            "phonebooks": books,
        }
        self.tables["contacts"].add(at, contact)
        self.truth.record(at, SOURCE, "contacts", number, person)
        person.reach(0, at)
        for _ in range(1 + int(person.rng.random() * 2.2)):
            at = clock.daytime(person.rng, at + clock.DAY * (1 + int(person.rng.random() * 5)))
            if self._call(hood, person, contact, at):
                break

    def _call(self, hood: Neighbourhood, person: Person, contact: dict[str, Any], at: int) -> bool:
        """One call; whether it needs no other."""
        draw = person.rng.random()
        row = {
            "Contact": contact["contact"],
            "First Name": contact["first_name"],
            "Last Name": contact["last_name"],
            "Campaign": CAMPAIGN,
            "Call Date": clock.eastern(at),
        }
        if draw < 0.55:
            row["Disposition"] = UNANSWERED[int(draw / 0.55 * len(UNANSWERED))]
            self.tables["call_reports"].add(at, {**row, "Duration": 0})
            return False
        agent = hood.outreacher(person.rng, at)
        row["Agent"] = self._agent(hood, agent, at)
        agent.reach(3, at)
        row["Disposition"] = "DO_NOT_CALL" if draw < 0.6 else "ANSWER"
        self.tables["call_reports"].add(at, {**row, "Duration": 64})
        if draw < 0.6:
            number, category = hood.ids.next("callhub dnc"), 1 if person.chance(0.5) else 3
            self.tables["dnc_contacts"].add(at, _entry(number, contact["contact"], category))
        elif person.chance(0.8):
            answer = "Yes" if person.chance(0.6) else "Maybe, ask later"
            self.tables["campaign_results"].add(at, {**row, "Can we count on you?": answer})
        return True

    def _agent(self, hood: Neighbourhood, agent: Person, at: int) -> str:
        """The agent's username; the first call makes them one."""
        agents: dict[str, str] = hood.notes["callhub agents"]
        if agent.token not in agents:
            username = f"agent{hood.number:03}{len(agents) + 1:03}"
            agents[agent.token] = username
            # People were invited before the year's first call.
            self.tables["agents"].add(clock.START, {"username": username, "email": agent.email})
            self.truth.record(clock.START, SOURCE, "agents", username, agent)
        return agents[agent.token]


def _entry(number: int, phone: str, category: int) -> dict[str, Any]:
    return {
        "url": f"{API}/dnc_contacts/{number}/",
        "dnc": f"{API}/dnc_lists/5/",
        "phone_number": phone,
        "category": category,
    }


WRITER = CallHub
