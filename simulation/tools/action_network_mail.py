"""Action Network's mail as the SQL mirror gives it: mailings, and what became of each.

What happened is told by numbers that no document explains, so that nobody can say what they mean.
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.tools.action_network_mirror import SOURCE
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

TOOL = "action_network_mail"
MAILING = 9_001


class ActionNetworkMail:
    """Writes the mail tables of the state alliance's mirror."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.tables = {
            name: desk.table(SOURCE, TOOL, name, f"{name}.csv.gz") for name in headers(TOOL)
        }

    def catalog(self) -> None:
        """The one mailing."""
        values = {"id": MAILING, "subject": "Homes for all", "created_at": clock.utc(clock.START)}
        self.tables["emails"].add(clock.START, values)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """What became of the mailing to the person's user, if they have one."""
        user = hood.notes.get(("mirror user", person.id))
        if not user or not person.chance(0.5):
            return
        at = person.moment(person.stages[0])
        for kind in range(1, 2 + person.chance(0.4)):
            number = hood.ids.next("mirror mail")
            values = {"id": number, "email_id": MAILING, "recipient_id": user, "action_type": kind}
            self.tables["email_activities"].add(at, values | {"created_at": clock.utc(at)})


WRITER = ActionNetworkMail
