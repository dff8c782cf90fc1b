"""EveryAction (VAN's digital side): gifts and online forms of the contacts of the county's VAN.

A gift made through a form has a submission of its own. Only what is new is exported.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.tools.van import SOURCE
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

FORMS = ((1, "Pledge to vote"), (2, "Give to the fair"))
STATUSES = ((1, "Settled"), (2, "Refunded"))


class EveryAction:
    """Writes the gifts and forms of one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.tables = {
            name: desk.table(
                SOURCE, "every_action", name, f"{name}_{{date}}.csv", changes_only=True
            )
            for name in headers("every_action")
        }

    def catalog(self) -> None:
        """The forms, and what a gift's status is called."""
        for table, column, rows in (
            ("onlineforms", "onlineform", FORMS),
            ("contributionstatuses", "contributionstatus", STATUSES),
        ):
            for number, name in rows:
                values = {f"{column}id": number, f"{column}name": name}
                self.tables[table].add(clock.START, values)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """A pledge or a gift through a form."""
        if not person.vanid or not person.level or not person.chance(0.3):
            return
        at = person.moment(person.stages[1])
        gives = person.chance(0.4)
        sent = hood.ids.next("every action form")
        form = {"contactsonlineformid": sent, "vanid": person.vanid, "marketsource": "mail"}
        form |= {"onlineformid": FORMS[gives][0], "datecreated": clock.eastern(at)}
        self.tables["contactsonlineforms"].add(at, form)
        person.reach(1, at)
        if gives:
            values: dict[str, Any] = {
                "contactscontributionid": hood.ids.next("every action gift"),
                "vanid": person.vanid,
                "amount": "20.0000",
                "datereceived": clock.eastern(at),
                "contributionstatusid": STATUSES[person.chance(0.05)][0],
                "contactsonlineformid": sent,
            }
            self.tables["contactscontributions"].add(at, values)


WRITER = EveryAction
