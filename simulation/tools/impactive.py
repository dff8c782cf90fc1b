"""Impactive (texts, friends and family, calls, forms): the export database's tables.

Times are UTC without saying so. Volunteers' own contacts have no table: reports and messages alone
name them. Every table is whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import Card, card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_impactive"
CAMPAIGN = 3
TEXT_BANK, FRIENDS, PHONE_BANK, PLEDGE = 71, 72, 73, 74


class Impactive:
    """Writes one licence's tables."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "impactive", name, f"{name}_export.csv")
            for name in headers("impactive")
        }

    def catalog(self) -> None:
        """Nothing: what is needed of actions stands in the rows."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The neighbourhood's volunteers, each brought by the organizer."""
        hood.notes["impactive users"] = users = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = person.stages[3]
            number = users[person.token] = hood.ids.next("impactive user")
            self._add(
                "users",
                at,
                id=number,
                first_name=person.name.given,
                last_name=person.family_at(at),
                email=person.email,
                phone=f"+1{person.mobile}" if len(person.mobile) == 10 else "",
                state="NJ",
                recruited_by_id="" if person is hood.organizer else users[hood.organizer.token],
                updated_at=clock.utc(at),
            )
            self.truth.record(at, SOURCE, "users", f"{CAMPAIGN}:{number}", person)
            role = "Admin" if person is hood.organizer else "Volunteer"
            self._add(
                "user_campaigns",
                at,
                id=hood.ids.next("impactive part"),
                user_id=number,
                campaign_role=role,
            )

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as an uploaded contact, somebody's friend, or sender of a form."""
        if not person.chance(0.35) or len(person.mobile) != 10:
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        typed = card(hood, person, at, careless=0.4)
        person.reach(0, at)
        if person.chance(0.5):
            self._contact(hood, person, typed, at)
        elif person.chance(0.6):
            self._friend(hood, person, typed, at)
        else:
            self._form(hood, person, typed, at)

    def _contact(self, hood: Neighbourhood, person: Person, typed: Card, at: int) -> None:
        number = hood.ids.next("impactive contact")
        volunteer = hood.outreacher(person.rng, at)
        user = hood.notes["impactive users"][volunteer.token]
        self._add(
            "contacts",
            at - clock.DAY,
            id=number,
            first_name=typed.given,
            last_name=typed.family,
            email=typed.email,
            phone=f"+1{person.mobile}",
            address=typed.street,
            city=typed.city,
            state_abbrev="NJ",
            zip_code=typed.zip5,
            van_id=person.vanid or "",
            selected_voterbase_id=f"NJ-{number}" if person.chance(0.5) else "",
            assigned_user_id=user if person.chance(0.5) else "",
            updated_at=clock.utc(at - clock.DAY),
        )
        self.truth.record(at - clock.DAY, SOURCE, "contacts", number, person)
        volunteer.reach(3, at)
        if person.chance(0.4):
            self._add(
                "v2_voice_calls",
                at,
                id=hood.ids.next("impactive call"),
                contact_id=number,
                user_id=user,
                phone=f"+1{person.mobile}",
                activity_id=PHONE_BANK,
                activity_title="Fall calls",
                stopped_reason="completed" if person.chance(0.5) else "no-answer",
            )
            return
        sides = (("User", user, volunteer), ("Contact", number, person))
        self._message(hood, sides, at, TEXT_BANK)
        if person.chance(0.3):
            self._message(hood, sides[::-1], at + clock.HOUR, TEXT_BANK)
            self._report(hood, person, typed, ("Contact", number), user, at + 2 * clock.HOUR)

    def _friend(self, hood: Neighbourhood, person: Person, typed: Card, at: int) -> None:
        number = hood.ids.next("impactive friend")
        volunteer = hood.outreacher(person.rng, at)
        user = hood.notes["impactive users"][volunteer.token]
        volunteer.reach(3, at)
        self.truth.record(at, SOURCE, "user_contacts", number, person)
        sides = (("User", user, volunteer), ("UserContact", number, person))
        self._report(hood, person, typed, ("UserContact", number), user, at)
        self._message(hood, sides, at + clock.HOUR, FRIENDS)

    def _form(self, hood: Neighbourhood, person: Person, typed: Card, at: int) -> None:
        shared: dict[str, Any] = {
            "first_name": typed.given,
            "last_name": typed.family,
            "email": typed.email,
            "phone": typed.phone,
            "zip_code": typed.zip5,
            "activity_id": PLEDGE,
            "updated_at": clock.utc(at),
        }
        if person.chance(0.5):
            number = hood.ids.next("impactive form")
            title, opt_in = "Pledge to vote", "true" if person.chance(0.6) else "false"
            self._add("forms", at, id=number, activity_title=title, opt_in=opt_in, **shared)
            self.truth.record(at, SOURCE, "forms", number, person)
            person.reach(1, at)
            return
        number, done = hood.ids.next("impactive registration"), person.chance(0.6)
        self._add(
            "registrations",
            at,
            id=number,
            activity_title="Register to vote",
            date_of_birth=typed.born,
            address=typed.street,
            city=typed.city,
            state_abbrev="NJ",
            voter_registration_status="completed" if done else "started",
            completed_voter_registration_at=clock.utc(at + 600) if done else "",
            sms_opt_in="true" if person.chance(0.5) else "false",
            email_opt_in="true",
            **shared,
        )
        self.truth.record(at, SOURCE, "registrations", number, person)

    def _message(
        self,
        hood: Neighbourhood,
        sides: tuple[tuple[str, int, Person], ...],
        at: int,
        activity: int,
    ) -> None:
        sender, receiver = sides
        told: dict[str, Any] = {}
        for side, (kind, number, person) in zip(("sender", "receiver"), sides, strict=True):
            told[f"{side}_type"], told[f"{side}_id"] = kind, number
            told[f"{side}_raw"] = f"+1{person.mobile}" if len(person.mobile) == 10 else ""
        own_phone = activity == FRIENDS
        status = "delivered" if sender[0] == "User" else "received"
        self._add(
            "messages",
            at,
            id=hood.ids.next("impactive message"),
            body=f"Hello, {receiver[2].token} here?",
            twilio_status="" if own_phone else status,
            aasm_state="sent" if sender[0] == "User" else "received",
            activity_id=activity,
            activity_title="Friends and family" if own_phone else "Fall texts",
            sent_at=clock.utc(at),
            **told,
        )

    def _report(
        self,
        hood: Neighbourhood,
        person: Person,
        typed: Card,
        about: tuple[str, int],
        user: int,
        at: int,
    ) -> None:
        shared = {"reportable_type": about[0], "reportable_id": about[1], "user_id": user}
        self._add(
            "reports",
            at,
            id=hood.ids.next("impactive report"),
            activity_id=FRIENDS,
            reportable_fullname=f"{typed.given.strip()} {typed.family.strip()}",
            reportable_phone=f"+1{person.mobile}",
            reportable_email=typed.email if person.chance(0.5) else "",
            **shared,
        )
        tag = (9, "Strong support") if person.chance(0.5) else (10, "Lean support")
        number = hood.ids.next("impactive tagging")
        self._add("taggings", at, id=number, tag_id=tag[0], tag_name=tag[1], **shared)
        if person.chance(0.5):
            self._add(
                "customizations",
                at,
                id=hood.ids.next("impactive field"),
                custom_field_id=6,
                custom_field_name="Vote plan",
                value="Early",
                **shared,
            )

    def _add(self, table: str, at: int, **values: Any) -> None:
        row = {"campaign_id": CAMPAIGN, "created_at": clock.utc(at), **values}
        self.tables[table].add(at, row)


WRITER = Impactive
