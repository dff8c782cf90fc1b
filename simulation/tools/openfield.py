"""OpenField (canvassing): one garden's tables, as its daily export pipeline writes them.

Columns come from public models of the export. Times are PostgreSQL timestamptz as text; tables are
whole every day. A knock tries everybody of the list at a door, and one of them may talk.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_openfield"
GARDEN, LIST, CODE, SUPPORT, CELL = 3, 40, 501, 71, 72
OPTIONS = ("Strong support", "Lean support", "Undecided", "Opposed")
OUTCOMES = ("Not home", "Not home", "Refused", "Moved", "Left literature")


class OpenField:
    """Writes one garden."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "openfield", name, f"{name}.csv")
            for name in headers("openfield")
        }

    def catalog(self) -> None:
        """The garden, its code, label and questions."""
        stamp = {"campaign_id": GARDEN, "created_at": clock.zoned(clock.START)}
        self._add("campaigns", clock.START, id=GARDEN, name="Marlow garden")
        self._add(
            "conversation_code", clock.START, id=CODE, code="MARLOW", description="Marlow doors",
            list_id=LIST, conversation_type_description="Canvass", **stamp,
        )  # fmt: skip
        self._add("label", clock.START, id=LIST, name="Doors, wave 1", is_archived="f", **stamp)
        archived = {"is_archived": "t", "archived_at": clock.utc(clock.START)}
        self._add("label", clock.START, id=LIST + 1, name="Doors, last year", **archived, **stamp)
        for number, name in ((SUPPORT, "Support"), (CELL, "Cell phone")):
            self._add(
                "questions", clock.START, id=number, name=name, question_text=f"{name}?", **stamp
            )
        for number, option in enumerate(OPTIONS, start=1):
            self._add(
                "question_dropdown_options", clock.START,
                question_id=SUPPORT, campaign_id=GARDEN, option_id=number, option_name=option,
            )  # fmt: skip

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The neighbourhood's canvassers."""
        hood.notes["openfield users"] = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = person.stages[3]
            user = hood.ids.next("openfield user")
            hood.notes["openfield users"][person.id] = user
            self._add(
                "customuser", at, id=user, campaign_id=GARDEN, email=person.email,
                first_name=person.name.given, last_name=person.family_at(at),
                zip_code=person.address_at(at).zip5, cell_phone=person.mobile, admin_level=1,
                date_joined=clock.zoned(at), is_active="t", is_quarantined="f",
            )  # fmt: skip
            self.truth.record(at, SOURCE, "customuser", user, person)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person on the garden's list, and the knocks at their door."""
        if not person.chance(0.3):
            return
        listed = person.stages[0]
        number = hood.ids.next("openfield person")
        typed = card(hood, person, listed, careless=0.3, paper=True)
        self._add(
            "people", listed, id=number, first_name=typed.given, middle_name=typed.middle,
            last_name=typed.family, suffix=typed.suffix, sex="F" if person.woman else "M",
            phone1=typed.phone, email1=typed.email, email_opt_in1="f", is_deceased="f",
            my_campaign_id=person.vanid or "",
        )  # fmt: skip
        self._add("people_lookup", listed, of_person_id=number, voterbase_id=f"NJ-{number}")
        self._add(
            "people_labels", listed,
            id=hood.ids.next("openfield label"), campaign_id=GARDEN, people_id=number, list_id=LIST,
        )  # fmt: skip
        self.truth.record(listed, SOURCE, "people", number, person)
        for _ in range(1 + int(person.rng.random() * 2)):
            self._knock(hood, person, number, person.moment(listed))

    def _knock(self, hood: Neighbourhood, person: Person, number: int, at: int) -> None:
        canvasser = hood.notes["openfield users"][hood.outreacher(person.rng, at).id]
        knock = hood.ids.next("openfield conversation")
        talked = person.chance(0.35)
        outcome = "Conversation" if talked else OUTCOMES[int(person.rng.random() * len(OUTCOMES))]
        self._add(
            "conversations", at, id=knock, campaign_id=GARDEN, conversation_time=clock.zoned(at),
            conversation_code_id=CODE, canvasser_id=canvasser,
            contacted_id_id=number if talked else "", contact="t" if talked else "f",
            contact_type_description="Door", conversation_outcome_type_description=outcome,
            is_quarantined="t" if person.chance(0.01) else "f",
        )  # fmt: skip
        self._add(
            "conversations_attempts_lookup", at,
            conversation_id=knock, campaign_id=GARDEN, list_id=LIST, person_id=number,
        )  # fmt: skip
        person.reach(0, at)
        if talked:
            option = int(person.rng.random() * 2) if at >= person.stages[1] else 2
            self._answer(hood, at, knock, canvasser, question_id=SUPPORT, list_option_id=option + 1)
            if option < 2:
                person.reach(1, at)
        if talked and person.mobile and person.chance(0.4):
            self._answer(
                hood, at, knock, canvasser,
                question_id=CELL, question_response=person.mobile, question_response_opt_in="t",
            )  # fmt: skip

    def _answer(
        self, hood: Neighbourhood, at: int, knock: int, canvasser: int, **said: Any
    ) -> None:
        self._add(
            "question_responses", at, id=hood.ids.next("openfield answer"), campaign_id=GARDEN,
            conversation_id_id=knock, created_at=clock.zoned(at), created_by_id=canvasser, **said,
        )  # fmt: skip

    def _add(self, table: str, at: int, **values: Any) -> None:
        self.tables[table].add(at, values)


WRITER = OpenField
