"""Blocks (field registration and organizing): the tables of one account's database.

Columns come from public models of the database. Times are UTC without saying so; tables are whole
every day. A form is typed from paper, and mostly nobody says who its person is among people.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_blocks"
EVENT, SHIFT, TEAM, TAG, BANK, QUESTION = 11, 21, 31, 41, 51, 61
REASONS = ("Not home", "No answer", "Busy", "Wrong number", "Left message")


class Blocks:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "blocks", name, f"{name}.csv") for name in headers("blocks")
        }

    def catalog(self) -> None:
        """The account's staff (one of whom has left), event, team, tag and phone bank."""
        at = clock.START
        day = clock.START + 200 * clock.DAY
        self._add("users", at, id=1, first_name="Data", last_name="Desk", email="desk@kith.example")
        self._add(
            "users", at, id=2, first_name="Old", last_name="Desk", email="old-desk@kith.example",
            disabled_at=clock.utc(at),
        )  # fmt: skip
        self._add(
            "locations", at, id=1, name="Town hall", city="Marlow", state=STATE, zipcode="08990"
        )
        self._add(
            "events", at, id=EVENT, name="Registration fair", type="Voter registration",
            start_time=clock.utc(day), end_time=clock.utc(day + 4 * clock.HOUR), location_id=1,
            created_by_user_id=1,
        )  # fmt: skip
        self._add(
            "event_shifts", at, id=SHIFT, event_id=EVENT, start_time=clock.utc(day),
            end_time=clock.utc(day + 2 * clock.HOUR),
        )  # fmt: skip
        self._add("teams", at, id=TEAM, name="Marlow team")
        self._add("tags", at, id=TAG, name="Speaks at meetings")
        self._add("phone_banking_phone_banks", at, id=BANK, name="Registration reminders")
        self._add("phone_banking_questions", at, id=QUESTION, name="Got your card?")
        for number, answer in enumerate(("Yes", "No"), start=1):
            self._add(
                "phone_banking_answer_options", at, id=number, question_id=QUESTION, response=answer
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The neighbourhood's canvassers and their shifts."""
        shifts: dict[str, int] = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = person.stages[3]
            canvasser, shift = hood.ids.next("blocks canvasser"), hood.ids.next("blocks shift")
            shifts[person.id] = shift
            self._add(
                "canvassers", at, id=canvasser, first_name=person.name.given,
                last_name=person.family_at(at), email=person.email, phone_number=person.mobile,
                archived="f",
            )  # fmt: skip
            self.truth.record(at, SOURCE, "canvassers", canvasser, person)
            self._add(
                "shifts", at, id=shift, canvasser_id=canvasser, status="completed",
                shift_start=clock.utc(at), shift_end=clock.utc(at + 4 * clock.HOUR),
                soft_count_cards_total_collected=12, location_id=1,
            )  # fmt: skip
            self._add("petitions_pages", at, id=canvasser, canvasser_id=canvasser, shift_id=shift)
            person.reach(3, at)
        hood.notes["blocks page"] = canvasser
        hood.notes["blocks shifts"] = shifts

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's form, and what the account knows of them."""
        if not person.chance(0.3):
            return
        at = person.moment(person.stages[0])
        known = hood.ids.next("blocks person") if person.chance(0.5) else 0
        self._form(hood, person, at, known)
        if known:
            self._known(hood, person, at, known)
            spouse = hood.notes.setdefault(("blocks", household.token), known)
            if spouse != known:
                ids = {"id": known, "first_person_id": spouse, "second_person_id": known}
                self._add("relationships", at, **ids, type="Family")
        if person.level and person.chance(0.3):
            self._sign(hood, person, person.moment(person.stages[1]))

    def _form(self, hood: Neighbourhood, person: Person, at: int, known: int) -> None:
        form = hood.ids.next("blocks form")
        typed = card(hood, person, at, careless=0.3, paper=True)
        shift = hood.notes["blocks shifts"][hood.outreacher(person.rng, at).id]
        values: dict[str, Any] = {
            "id": form, "person_id": known or "", "shift_id": shift,
            "van_id": person.vanid if person.chance(0.3) and person.vanid else "",
            "first_name": typed.given, "middle_name": typed.middle, "last_name": typed.family,
            "name_suffix": typed.suffix, "date_of_birth": person.born,
            "email_address": typed.email, "phone_number": typed.phone,
            "voting_street_address_one": typed.street, "voting_city": typed.city,
            "voting_state": STATE, "voting_zipcode": typed.zip5,
            "registration_date": clock.date(at), "completed": "t" if person.chance(0.9) else "f",
            "created_at": clock.utc(at), "updated_at": clock.utc(at),
        }  # fmt: skip
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.chance(0.6):
            handed, delivery = late(person, at), hood.ids.next("blocks delivery")
            self._add(
                "deliveries", handed, id=delivery, turn_in_date=clock.date(handed), status="done"
            )
            changes.append((handed, {"delivery_id": delivery, "updated_at": clock.utc(handed)}))
        self.tables["registration_forms"].add_changing(at, values, changes)
        self.truth.record(at, SOURCE, "registration_forms", form, person)
        person.reach(0, at)
        if person.chance(0.5):
            found = at + 30 * clock.DAY
            self._add(
                "registrant_matches", found, id=hood.ids.next("blocks match"),
                registration_form_id=form, dwid=900_000_000 + person.number, state=STATE,
                confidence_score=round(0.7 + 0.3 * person.rng.random(), 2),
                voter_file_version=clock.date(found)[:7],
            )  # fmt: skip

    def _sign(self, hood: Neighbourhood, person: Person, at: int) -> None:
        signature = hood.ids.next("blocks signature")
        typed = card(hood, person, at, careless=0.3, paper=True)
        self._add(
            "petitions_signatures", at, id=signature, page_id=hood.notes["blocks page"],
            line_number=1, first_name=typed.given, last_name=typed.family, email=typed.email,
            phone_number=typed.phone, address_one=typed.street, city=typed.city, state=STATE,
            zipcode=typed.zip5, signature_date=clock.date(at), signature_exists="t",
        )  # fmt: skip
        self.truth.record(at, SOURCE, "petitions_signatures", signature, person)
        person.reach(1, at)

    def _known(self, hood: Neighbourhood, person: Person, at: int, known: int) -> None:
        typed = card(hood, person, at, careless=0.3)
        home = hood.ids.next("blocks address")
        self._add(
            "addresses", at, id=home, line_one=typed.street, city=typed.city, state=STATE,
            zipcode=typed.zip5,
        )  # fmt: skip
        self._add(
            "people", at, id=known, first_name=typed.given, last_name=typed.family,
            birth_date=typed.born, primary_email_address=typed.email, deceased="f",
            primary_phone_number=typed.phone, residential_address_id=home, receives_sms="f",
        )  # fmt: skip
        self.truth.record(at, SOURCE, "people", known, person)
        self._add("team_memberships", at, id=known, team_id=TEAM, member_id=known)
        self._add(
            "taggings", at, id=known, tag_id=TAG, taggable_type="Person", taggable_id=known,
            tagger_type="User", tagger_id=1,
        )  # fmt: skip
        self._add(
            "notes", at, id=known, content=f"Ask about the fair, {person.token}", person_id=known,
            created_by_user_id=1, created_at=clock.utc(at), updated_at=clock.utc(at),
        )  # fmt: skip
        called = late(person, at)
        talked = person.chance(0.4)
        self._add(
            "phone_banking_calls", called, id=known, phone_bank_id=BANK, person_id=known,
            called_by_user_id=1, participated="t" if talked else "f",
            non_participation_reason="" if talked else person.rng.choice(REASONS),
        )  # fmt: skip
        if talked:
            self._add(
                "phone_banking_responses", called, id=known, call_id=known, question_id=QUESTION,
                answer_option_id=1 + int(person.rng.random() * 2),
            )  # fmt: skip

    def _add(self, table: str, at: int, **values: Any) -> None:
        stamps = dict.fromkeys(("created_at", "updated_at"), clock.utc(at))
        columns = set(headers("blocks")[table])
        self.tables[table].add(at, {k: v for k, v in stamps.items() if k in columns} | values)


WRITER = Blocks
