"""PDI (a voter file with canvassing): All Flags and universe exports, contacts, flags, questions.

Columns are those published scripts and the API's published client name. All Flags has no id, pads
its voters' ids with blanks and repeats rows. Times are naive Eastern here, as the county's are.
"""

from __future__ import annotations

import json

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_pdi"
QUESTION = 300
RESPONSES = (
    ("SS", "Strong Support"),
    ("LS", "Lean Support"),
    ("U", "Undecided"),
    ("REF", "Refused"),
    ("NH", "Not Home"),
    ("NH", "Not Home"),
    ("DKNA", "Did Not Answer"),
)


class Pdi:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "pdi", name, f"{name}.csv") for name in headers("pdi")
        }

    def catalog(self) -> None:
        """The question about support and the answers it offers."""
        options = [
            {"id": str(place), "flagId": code, "displayDescription": name, "displayCode": code}
            for place, (code, name) in enumerate(RESPONSES[:3])
        ]
        question = {"id": QUESTION, "question": "Can we count on you?", "questionLabel": "Support"}
        question["answerOptions"] = json.dumps(options)
        self.tables["questions"].add(clock.START, question)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Canvassers are but names on flags."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a voter of the universe, and what came of the knocks."""
        if not person.chance(0.3):
            return
        at = person.stages[0]
        typed = card(hood, person, at, careless=0, paper=True)
        voter = f"CA{person.number:08}"
        self.tables["universe"].add(
            at,
            {
                "V1_PDIID": voter,
                "V1_LASTNAME": typed.family.upper(),
                "V1_FIRSTNAME": typed.given.upper(),
                "V1_GENDER": "F" if person.woman else "M",
                "RES_ADDRESS1": typed.street,
                "RA_ZIP": typed.zip5,
            },
        )
        self.truth.record(at, SOURCE, "universe", voter, person)
        if person.chance(0.2):
            self._contact(hood, person, voter, at)
        for _ in range(1 + int(person.rng.random() * 2)):
            self._flag(hood, person, voter, person.moment(at))

    def _contact(self, hood: Neighbourhood, person: Person, voter: str, at: int) -> None:
        typed = card(hood, person, at, careless=0.5)
        contact = hood.ids.next("pdi contact")
        self.tables["contacts"].add(
            at,
            {
                "id": contact,
                "pdiId": voter,
                "firstName": typed.given,
                "lastName": typed.family,
                "nameSuffix": typed.suffix,
                "volunteerStatus": person.rng.choice(("Active", "Prospect", "None", "")),
                "dateOfBirth": typed.born,
                "gender": "U",
            },
        )
        self.truth.record(at, SOURCE, "contacts", contact, person)

    def _flag(self, hood: Neighbourhood, person: Person, voter: str, at: int) -> None:
        canvasser = hood.outreacher(person.rng, at)
        code, name = RESPONSES[int(person.rng.random() * len(RESPONSES))]
        supports = code in ("SS", "LS")
        if supports and at < person.stages[1]:
            code, name, supports = "U", "Undecided", False
        row = {
            "PDIID": voter.ljust(12),
            "STATEID": 70_000_000 + person.number,
            "FLAGNAME": "Mobile Canvassing",
            "FLAGENTRYDATE": clock.eastern(at),
            "RESPONSECODE": code,
            "RESPONSEDESCRIPTION": name,
            "USERNAME": f"canvasser{canvasser.number}",
            "CANVASSERNAME": f"{canvasser.name.given} {canvasser.family_at(at)}",
            "MOBILEPROJECTASSIGMENT": "Marlow doors",
        }
        for _ in range(2 if person.chance(0.05) else 1):
            self.tables["all_flags"].add(at, row)
        person.reach(0, at)
        if code in ("SS", "LS", "U"):
            answer = {"id": hood.ids.next("pdi flag"), "pdiId": voter, "flagId": code}
            answer |= {"flagEntryDate": clock.date(at) + "T00:00:00", "questionId": QUESTION}
            self.tables["flags"].add(at, answer)
        if supports:
            person.reach(1, at)


WRITER = Pdi
