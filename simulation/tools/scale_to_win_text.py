"""Scale to Win Text (peer-to-peer texting, a descendant of Spoke): the tables of its data sync.

Column facts come from real exports. Times are timestamptz as text, booleans true and false. A
human is one contact per campaign. First texts go out by machine; an opt-out taken back is marked;
`notes` is a column the vendor gave up: it stays, empty. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_scale_to_win_text"
# number, title, day of the year it starts
CAMPAIGNS = ((41, "Tenant law turnout", 110), (42, "Fair sign-ups", 235), (43, "Vote plan", 328))
TAGS = (71, 72, 73)


class ScaleToWinText:
    """Writes one Scale to Win Text account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "scale_to_win_text", name, f"{name}.csv")
            for name in headers("scale_to_win_text")
        }

    def catalog(self) -> None:
        """Campaigns with their wordings and ready-made answers, and an uploaded opt-out list."""
        add = self.tables
        for number, title, day in CAMPAIGNS:
            made = {"created_at": clock.zoned(clock.START + (day - 2) * clock.DAY)}
            at = clock.START + (day - 2) * clock.DAY
            add["campaigns"].add(
                at,
                {"id": number, "organization_id": 3, "title": title, "is_started": "true", **made},
            )
            add["interaction_steps"].add(
                at,
                {
                    "id": number * 10,
                    "campaign_id": number,
                    "question": "Can we count on you?",
                    "is_deleted": "false",
                    **made,
                },
            )
            for order in (1, 2):
                retired = clock.zoned(at + clock.DAY) if order == 2 else ""
                variant = {"id": number * 10 + order, "campaign_id": number, "order": order}
                text = "Hi {firstName}, can we\ncount on you?"
                add["script_variants"].add(
                    at, {**variant, "script": text, "deleted_at": retired, **made}
                )
            add["canned_responses"].add(
                at,
                {"id": number, "campaign_id": number, "title": "Thanks", "text": "Thanks!", **made},
            )
        add["opt_out_lists"].add(
            clock.START,
            {
                "id": 5,
                "organization_id": 3,
                "name": "From before",
                "status": "done",
                "list_size": 1,
            },
        )
        add["opt_outs"].add(
            clock.START,
            {"id": 1, "organization_id": 3, "opt_out_list_id": 5, "cell": "+18565550177"}
            | {"created_at": clock.zoned(clock.START)},
        )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer and some volunteers text, each with an assignment per campaign."""
        users: dict[int, int] = {}
        hood.notes["scale to win users"] = users
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            if person is hood.organizer or person.chance(0.4):
                at = person.stages[3]
                user = users[id(person)] = hood.ids.next("scale to win user")
                self.tables["users"].add(
                    at,
                    {
                        "id": user,
                        "first_name": person.name.given,
                        "last_name": person.family_at(at),
                        "email": person.email,
                        "cell": f"+1{person.mobile}" if person.mobile else "",
                        "created_at": clock.zoned(at),
                    },
                )
                self.truth.record(at, SOURCE, "users", user, person)
                for number, _, day in CAMPAIGNS:
                    begins = max(at, clock.START + day * clock.DAY)
                    self.tables["assignments"].add(
                        begins,
                        {"id": user * 100 + number, "campaign_id": number, "user_id": user}
                        | {"created_at": clock.zoned(begins)},
                    )

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a contact of a few campaigns."""
        if not (person.mobile and person.chance(0.3)):
            return
        for number, _, day in CAMPAIGNS:
            begins = clock.START + day * clock.DAY
            if begins > person.stages[0] and person.chance(0.6):
                self._contact(hood, person, number, begins)

    def _contact(self, hood: Neighbourhood, person: Person, campaign: int, begins: int) -> None:
        rng = person.rng
        loaded = begins - clock.DAY
        typed = card(hood, person, loaded, careless=0.5, paper=True)
        sent = clock.daytime(rng, begins + int(rng.random() * 4) * clock.DAY)
        users: dict[int, int] = hood.notes["scale to win users"]
        texter = hood.outreacher(rng, sent)
        if id(texter) not in users:
            texter = hood.organizer
        user = users[id(texter)]
        contact = hood.ids.next("scale to win contact")
        cell = f"+1{person.mobile}"

        def message(at: int, text: str, by: int | str, *, inbound: bool) -> None:
            self.tables["messages"].add(
                at,
                {
                    "id": hood.ids.next("scale to win message"),
                    "campaign_contact_id": contact,
                    "user_id": by,
                    "contact_number": cell,
                    "inbound_phone_number": "+18565550130",
                    "is_from_contact": str(inbound).lower(),
                    "text": text,
                    "send_status": "DELIVERED" if inbound or rng.random() > 0.03 else "ERROR",
                    "service_response_at": clock.zoned(at + 2),
                    "created_at": clock.zoned(at),
                },
            )

        message(sent, f"Hi {typed.given.strip()}, can we\ncount on you?", "", inbound=False)
        person.reach(0, sent)
        changes: list[tuple[int, dict[str, Any]]] = [(sent, {"message_status": "messaged"})]
        draw = rng.random()
        replied = sent + int((0.1 + rng.random() * 30) * clock.HOUR)
        if draw < 0.04:
            message(replied, "STOP", "", inbound=True)
            changes.append((replied, {"message_status": "closed", "is_opted_out": "true"}))
            self._opt_out(hood, contact, cell, user, replied, taken_back=draw < 0.01)
        elif draw < 0.3:
            message(replied, f"Yes, {person.token} here", "", inbound=True)
            message(replied + clock.HOUR, "Thanks!", user, inbound=False)
            texter.reach(3, replied + clock.HOUR)
            changes.append((replied, {"message_status": "convo"}))
            self.tables["campaign_contacts_tags"].add(
                replied + clock.HOUR,
                {
                    "id": hood.ids.next("scale to win tag"),
                    "campaign_contact_id": contact,
                    "tag_id": TAGS[int(rng.random() * len(TAGS))],
                    "created_at": clock.zoned(replied + clock.HOUR),
                },
            )
        texter.reach(3, sent)
        self.tables["campaign_contacts"].add_changing(
            loaded,
            {
                "id": contact,
                "campaign_id": campaign,
                "assignment_id": user * 100 + campaign,
                "external_id": person.vanid or "" if campaign != 42 else contact % 1_000,
                "first_name": typed.given,
                "last_name": typed.family,
                "cell": cell,
                "zip": typed.zip5,
                "custom_fields": '{"street":"' + typed.street + '"}',
                "message_status": "needsMessage",
                "is_opted_out": "false",
                "carrier_data_number_type": "mobile",
                "created_at": clock.zoned(loaded),
                "updated_at": clock.zoned(loaded),
            },
            [(at, {**changed, "updated_at": clock.zoned(at)}) for at, changed in changes],
        )
        self.truth.record(loaded, SOURCE, "campaign_contacts", contact, person)

    def _opt_out(
        self, hood: Neighbourhood, contact: int, cell: str, user: int, at: int, *, taken_back: bool
    ) -> None:
        back = at + 2 * clock.DAY
        off = {"deleted_at": clock.zoned(back), "deleted_by": user, "updated_at": clock.zoned(back)}
        self.tables["opt_outs"].add_changing(
            at,
            {
                "id": hood.ids.next("scale to win opt-out"),
                "organization_id": 3,
                "cell": cell,
                "campaign_contact_id": contact,
                "created_by": user,
                "created_at": clock.zoned(at),
                "updated_at": clock.zoned(at),
            },
            [(back, off)] if taken_back else [],
        )


WRITER = ScaleToWinText
