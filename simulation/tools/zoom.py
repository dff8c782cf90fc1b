"""Zoom: a monthly call of one number, who registered for it, and every joining.

Columns come from the vendor's API reference. Times are UTC. A lost connection is another joining;
guests' addresses are hidden. Each export holds what is new.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_zoom"
NUMBER = 85_012_345_678
# uuid, day of the year
MEETINGS = tuple((f"k{month:02}/aBcD+EfGh==", 40 + 30 * month) for month in range(10))


class Zoom:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "zoom", name, f"{name}.csv", changes_only=True)
            for name in headers("zoom")
        }

    def catalog(self) -> None:
        """The calls that were held."""
        for uuid, day in MEETINGS:
            at = _evening(day)
            self.tables["meetings"].add(
                at + clock.HOUR,
                {"uuid": uuid, "id": NUMBER, "type": 8, "topic": "Monthly call, all welcome",
                 "start_time": clock.iso(at), "end_time": clock.iso(at + clock.HOUR),
                 "duration": 60},
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """An activist registers, or just follows the link as a guest, and comes to some calls."""
        if person.level < 2 or not person.chance(0.5):
            return
        calls = [
            (uuid, day) for uuid, day in MEETINGS
            if _evening(day) > person.stages[2] and person.chance(0.5)
        ]
        registrant = ""
        if calls and person.chance(0.6):
            registrant = self._register(hood, person, _evening(calls[0][1]) - 2 * clock.DAY)
        for uuid, day in calls:
            self._joinings(hood, person, uuid, _evening(day), registrant)

    def _register(self, hood: Neighbourhood, person: Person, at: int) -> str:
        typed = card(hood, person, at)
        registrant = person.uuid().replace("-", "")[:22]
        self.tables["registrants"].add(
            at,
            {"meeting_id": NUMBER, "id": registrant, "email": typed.email,
             "first_name": typed.given, "last_name": typed.family, "address": typed.street,
             "city": typed.city, "country": "US", "zip": typed.zip5, "state": STATE,
             "phone": phone_as_typed(person.rng, typed.phone), "org": "Tenants, \"Local 7\"",
             "status": "approved", "create_time": clock.iso(at)},
        )
        self.truth.record(at, SOURCE, "registrants", f"{NUMBER}:{registrant}", person)
        return registrant

    def _joinings(
        self, hood: Neighbourhood, person: Person, uuid: str, at: int, registrant: str
    ) -> None:
        shown = f"{person.name.given} {person.family_at(at)}"
        if person.chance(0.2):
            shown += " (she/her)" if person.woman else " (he/him)"
        joined = at + int(person.rng.random() * 600)
        times = [(joined, "in_waiting_room"), (joined + 30, "in_meeting")]
        if person.chance(0.25):
            times.append((joined + 1_200, "in_meeting"))
        for came, status in times:
            user = hood.ids.next("zoom participant")
            row: dict[str, Any] = {
                "meeting_uuid": uuid, "user_id": user, "name": shown,
                "user_email": person.email if registrant else "",
                "join_time": clock.iso(came), "leave_time": clock.iso(came + 900),
                "duration": 900, "registrant_id": registrant, "status": status,
                "failover": "false",
            }
            self.tables["participants"].add(at + clock.HOUR, row)
            record = f"{uuid}:{user}:{clock.iso(came).replace(':', '%3A')}"
            self.truth.record(at + clock.HOUR, SOURCE, "participants", record, person)
        person.reach(0, joined)
        person.reach(2, at)


def _evening(day: int) -> int:
    return clock.START + day * clock.DAY + 23 * clock.HOUR


WRITER = Zoom
