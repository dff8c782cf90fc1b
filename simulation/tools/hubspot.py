"""HubSpot (a CRM): contacts, owners, lists, forms, calls and mail, as connectors write them.

Columns follow open-source packages and the vendor's API reference. Objects say when in ISO 8601,
logs in milliseconds since 1970. Merging two contacts keeps one, writes the audit, and takes the
other out of the table. Objects are whole every day, logs grow.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.tools.pages import choose, pages
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_hubspot"
LIST, CAMPAIGN = 4, 77
LOGS = ("email_events", "subscription_changes")
OUTCOMES = (
    "73a0d17f-1163-4015-bdd5-ec830791da20",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "17b47fee-58de-441e-a44c-c6300d46f273",
)


class HubSpot:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.forms = pages(SOURCE, "form")
        self.tables = {
            name: desk.table(SOURCE, "hubspot", name, f"{name}.csv", changes_only=name in LOGS)
            for name in headers("hubspot")
        }

    def catalog(self) -> None:
        """The one list."""
        values = {"listId": LIST, "name": "Tenants", "dynamic": "false", "archived": "false"}
        self.tables["contact_lists"].add(clock.START, values | {"listType": "STATIC"})

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer, who owns the neighbourhood's contacts."""
        person, at = hood.organizer, hood.organizer.stages[0]
        hood.notes["hubspot owner"] = hood.ids.next("hubspot owner")
        values = {"id": hood.notes["hubspot owner"], "email": person.email, "archived": "false"}
        values |= {"firstName": person.name.given, "lastName": person.name.family, **_stamps(at)}
        self.tables["owners"].add(at, values)
        self.truth.record(at, SOURCE, "owners", values["id"], person)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's contact, sometimes two that are merged, and what was noted of them."""
        first = person.stages[min(person.level, 1)]
        if not person.email or not person.chance(0.3) or first >= clock.END:
            return
        contact = hood.ids.next("hubspot contact")
        email = self._contact(hood, person, contact, first)
        if not email:
            return
        if person.level:
            self._form(hood, person, contact, first)
        if person.mobile and person.chance(0.4):
            self._call(hood, person, contact, person.moment(first))
        self._note(hood, person, contact, first + clock.HOUR)
        self._mail(hood, email, person.moment(first))
        if person.chance(0.3):
            self.tables["contacts_list_memberships"].add(
                first,
                {"vid": contact, "canonical_vid": contact, "static_list_id": LIST}
                | {"is_member": "true", "timestamp": _milliseconds(first)},
            )
        if person.chance(0.08):
            self._leave(hood, email, late(person, first))
        merged = late(person, first + clock.DAY)
        if person.other_email and person.chance(0.4) and merged < clock.END:
            other = hood.ids.next("hubspot contact")
            if self._contact(hood, person, other, first + clock.HOUR, person.other_email, merged):
                self._merge(person, contact, other, merged)

    def _contact(
        self,
        hood: Neighbourhood,
        person: Person,
        contact: int,
        at: int,
        email: str = "",
        gone: int | None = None,
    ) -> str:
        typed = card(hood, person, at, careless=0.3)
        email = email or typed.email.strip()
        if "@" not in email or not hood.take(SOURCE, email.lower()):
            return ""
        values = {
            "email": email,
            "firstname": typed.given,
            "lastname": typed.family,
            "phone": phone_as_typed(person.rng, typed.phone) if typed.phone else "",
            "address": typed.street,
            "city": typed.city,
            "state": STATE,
            "zip": typed.zip5,
            "country": "United States",
            "date_of_birth": typed.born,
            "hs_email_optout": "",
            "hubspot_owner_id": hood.notes["hubspot owner"],
            "hs_object_id": contact,
        }
        row = {f"properties_{name}": value for name, value in values.items()}
        row |= {"id": contact, "archived": "false", **_stamps(at)}
        self.tables["contacts"].add_changing(at, row, [], gone)
        self.truth.record(at, SOURCE, "contacts", contact, person)
        person.reach(0, at)
        return email

    def _form(self, hood: Neighbourhood, person: Person, contact: int, at: int) -> None:
        form = choose(person.rng, self.forms, at)
        self.tables["contacts_form_submissions"].add(
            at,
            {
                "canonical_vid": contact,
                "conversion_id": person.uuid(),
                "form_id": form.uuid,
                "form_type": "HUBSPOT",
                "title": form.title,
                "page_url": "https://county.example/join?utm_source=leaflet",
                "timestamp": _milliseconds(at),
            },
        )
        person.reach(1, at)

    def _call(self, hood: Neighbourhood, person: Person, contact: int, at: int) -> None:
        self.tables["engagements_calls"].add(
            at,
            {
                "id": hood.ids.next("hubspot call"),
                "archived": "true" if person.chance(0.1) else "false",
                "contacts": f'["{contact}"]',
                "properties_hs_timestamp": clock.iso(at),
                "properties_hs_call_direction": "OUTBOUND",
                "properties_hs_call_disposition": OUTCOMES[int(person.rng.random() * 4)],
                "properties_hs_call_to_number": f"+1{person.mobile}",
                "properties_hs_call_title": "Call about the hearing",
                "properties_hubspot_owner_id": hood.notes["hubspot owner"],
                **_stamps(at),
            },
        )
        hood.organizer.reach(3, at)

    def _note(self, hood: Neighbourhood, person: Person, contact: int, at: int) -> None:
        """What the owner wrote about every third contact. It takes no lot."""
        if contact % 3 == 0:
            values = {
                "id": hood.ids.next("hubspot note"),
                "archived": "true" if contact % 5 == 0 else "false",
                "contacts": f'["{contact}"]',
                "properties_hs_timestamp": clock.iso(at),
                "properties_hs_note_body": f"<p>Wants a sign, {person.token}</p>",
                "properties_hubspot_owner_id": hood.notes["hubspot owner"],
            }
            self.tables["engagements_notes"].add(at, values | _stamps(at))

    def _mail(self, hood: Neighbourhood, email: str, at: int) -> None:
        for place, kind in enumerate(("SENT", "DELIVERED", "OPEN", "CLICK")):
            happened = at + place * 60
            values: dict[str, Any] = {
                "id": hood.ids.next("hubspot mail"),
                "created": _milliseconds(happened),
                "type": kind,
                "recipient": email,
                "emailCampaignId": CAMPAIGN,
                "subject": "Come to the hearing",
            }
            if kind == "CLICK":
                values["url"] = "https://county.example/hearing?utm_source=mail"
            self.tables["email_events"].add(happened, values)

    def _leave(self, hood: Neighbourhood, email: str, at: int) -> None:
        changes = '[{"change":"UNSUBSCRIBED","source":"SOURCE_RECIPIENT","subscriptionId":1}]'
        values = {"changes": changes, "recipient": email, "timestamp": _milliseconds(at)}
        values["normalizedEmailId"] = str(hood.ids.next("hubspot address"))
        self.tables["subscription_changes"].add(at, values)

    def _merge(self, person: Person, kept: int, gone: int, at: int) -> None:
        self.tables["contacts_merged_audit"].add(
            at,
            {"canonical_vid": kept, "vid_to_merge": gone, "user_id": 3, "entity_id": f"auth:{kept}"}
            | {"timestamp": _milliseconds(at), "num_properties_moved": 2},
        )
        self.truth.merge(at, SOURCE, "contacts", (kept, person), (gone, person))


def _milliseconds(when: int) -> str:
    return f"{datetime.fromisoformat(clock.iso(when)).timestamp():.0f}000"


def _stamps(when: int) -> dict[str, str]:
    return {"createdAt": clock.iso(when), "updatedAt": clock.iso(when)}


WRITER = HubSpot
