"""Action Network as its OSDI web API gives it: one group's collections, page by page.

Shapes follow the vendor's public API documentation and the public OSDI specification. Times are
ISO 8601 UTC. A person is an email address: a new address is a new person.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import Card, card
from simulation.tools.pages import Page, choose, pages
from simulation.tools.van import Van
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late

SOURCE = "county_action_network"
API = "https://actionnetwork.org/api/v2"
_COLLECTIONS = (
    "people",
    "petitions",
    "signatures",
    "forms",
    "submissions",
    "fundraising_pages",
    "donations",
    "events",
    "attendances",
    "tags",
    "taggings",
)


class ActionNetwork:
    """Writes one group's API collections."""

    def __init__(self, desk: Desk, truth: Truth, van: Van) -> None:
        self.truth = truth
        self.van = van
        self.collections = {
            name: desk.collection(SOURCE, name, f"osdi:{name}", f"{API}/{name}")
            for name in _COLLECTIONS
        }
        self.petitions = pages(SOURCE, "petition")
        self.forms = pages(SOURCE, "form")
        self.funds = pages(SOURCE, "fundraising")
        self.events = pages(SOURCE, "event")
        self.tags = pages(SOURCE, "tag")

    def catalog(self) -> None:
        """The group's pages and tags."""
        for kind, found in (
            ("petitions", self.petitions),
            ("forms", self.forms),
            ("fundraising_pages", self.funds),
            ("events", self.events),
            ("tags", self.tags),
        ):
            for page in found:
                resource = self._resource(kind, page.uuid, page.opened)
                resource |= {"name": page.title, "origin_system": "Action Network"}
                if kind != "tags":
                    resource |= {"title": page.title, "description": f"<p>{page.title}</p>\n"}
                if kind == "events":
                    resource |= {
                        "start_date": clock.iso(page.opened + 20 * clock.DAY),
                        "end_date": clock.iso(page.opened + 20 * clock.DAY + 2 * clock.HOUR),
                        "status": "confirmed",
                        "location": {"venue": "Faith Hall", "locality": "Marlow", "region": STATE},
                    }
                self.collections[kind].add(page.opened, resource)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's profile (sometimes two) and what they did online."""
        if not person.in_county:
            return
        first = person.stages[1] if person.level else person.stages[0]
        if first >= clock.END:
            return
        uuid = self._profile(hood, household, person, first)
        second, since = uuid, clock.END
        if person.other_email and person.chance(0.15):
            since = person.moment(first + clock.DAY)
            second = self._profile(hood, household, person, since)
        for number in range(1 + int(person.rng.random() * (1.2, 2.6, 3.5, 4, 5)[person.level])):
            at = first if number == 0 else person.moment(first)
            if at < clock.END:
                self._act(second if at >= since else uuid, person, at)
        if person.chance(0.4):
            at = person.moment(first)
            self._tagging(person, uuid, at)

    def _resource(self, kind: str, uuid: str, created: int, modified: int = 0) -> dict[str, Any]:
        return {
            "identifiers": [f"action_network:{uuid}"],
            "created_date": clock.iso(created),
            "modified_date": clock.iso(modified or created),
            "_links": {"self": {"href": f"{API}/{kind}/{uuid}"}},
        }

    def _profile(
        self, hood: Neighbourhood, household: Household, person: Person, created: int
    ) -> str:
        typed = card(hood, person, created, careless=0.3)
        email = typed.email.strip()
        if not (email.count("@") == 1 and hood.take(SOURCE, email.lower())):
            email = ""
        uuid = account(person, email)
        if not hood.take(SOURCE, uuid):
            email, uuid = "", person.uuid()
        modified = late(person, created) if person.chance(0.25) else created
        first = self._document(household, person, typed, email, uuid, created)
        hood.notes["profiles"] = hood.notes.get("profiles", 0) + 1
        if hood.notes["profiles"] == 3:
            first["created_date"] = "2019-02-29T12:00:00Z"  # a day there never was
        people = self.collections["people"]
        if modified == created:
            people.add(created, first)
        else:
            changed = {**first, "modified_date": clock.iso(modified)}
            changed["custom_fields"] = {**first["custom_fields"], "preferred_language": "es"}
            if email and person.chance(0.3):
                changed["email_addresses"] = [
                    {"primary": True, "address": email, "status": "unsubscribed"}
                ]
            # The API shows a resource as it is now: its old version is only in older exports.
            if clock.export_day(modified) != clock.export_day(created):
                people.add(created, first)
            people.add(modified, changed)
        self.truth.record(created, SOURCE, "osdi_people", uuid, person)
        return uuid

    def _document(
        self,
        household: Household,
        person: Person,
        typed: Card,
        email: str,
        uuid: str,
        created: int,
    ) -> dict[str, Any]:
        document = self._resource("people", uuid, created)
        if person.vanid and person.chance(0.06):
            other = household.people[0].vanid if person.chance(0.03) else 0
            document["identifiers"].append(f"van:{other or person.vanid}")
        document |= {
            "given_name": typed.given,
            "family_name": typed.family,
            "languages_spoken": ["es" if person.name.culture == "spanish" else "en"],
            "email_addresses": [],
            "phone_numbers": [],
            "postal_addresses": [_postal(typed)],
            "custom_fields": {},
        }
        if email:
            document["email_addresses"] = [
                {"primary": True, "address": email, "status": "subscribed"}
            ]
        # A mobile number is one person's: the newer profile would have taken it.
        mobile = typed.phone == person.mobile and bool(person.mobile)
        if (mobile and person.chance(0.7)) or not email:
            number = person.mobile or person.landline
            if number:
                document["phone_numbers"] = [
                    {
                        "primary": True,
                        "number": f"1{number}",
                        "number_type": "Mobile",
                        "status": "subscribed",
                    }
                ]
        if person.chance(0.3):
            document["custom_fields"]["note"] = f'Met at the fair, said "call me"\n{person.token}'
        if typed.born and person.chance(0.3):
            year, month, day = typed.born.split("-")
            document["custom_fields"]["birth_date"] = f"{month}/{day}/{year}"
        for link in ("signatures", "submissions", "donations", "attendances", "taggings"):
            document["_links"][f"osdi:{link}"] = {"href": f"{API}/people/{uuid}/{link}"}
        return document

    def _act(self, profile: str, person: Person, at: int) -> None:
        rng = person.rng
        draw = rng.random()
        if draw < 0.5 or at < self.forms[0].opened:
            self._action("petitions", "petition", "signatures", self.petitions, profile, person, at)
        elif draw < 0.72:
            self._action("forms", "form", "submissions", self.forms, profile, person, at)
        elif draw < 0.86:
            self._action(
                "fundraising_pages",
                "fundraising_page",
                "donations",
                self.funds,
                profile,
                person,
                at,
            )
        else:
            self._action("events", "event", "attendances", self.events, profile, person, at)

    def _action(
        self,
        parent: str,
        link: str,
        kind: str,
        found: list[Page],
        profile: str,
        person: Person,
        at: int,
    ) -> None:
        page = choose(person.rng, found, at)
        at = max(at, page.opened)
        uuid = person.uuid()
        base = f"{API}/{parent}/{page.uuid}"
        resource = self._resource(kind, uuid, at)
        resource |= {
            "action_date": clock.iso(at),
            "action_network:person_id": profile,
            f"action_network:{link}_id": page.uuid,
            "action_network:referrer_data": {"source": person.rng.choice(("email", "none", "sms"))},
        }
        resource["_links"] = {
            "self": {"href": f"{base}/{kind}/{uuid}"},
            f"osdi:{link}": {"href": base},
            "osdi:person": {"href": f"{API}/people/{profile}"},
        }
        if kind == "signatures" and person.chance(0.1):
            resource["comments"] = f"We live at {person.address.token}, and we rent.\nThanks!"
        if kind == "donations":
            amount = person.rng.choice((5, 10, 10, 25, 25, 50, 100, 250))
            resource |= {
                "currency": "USD",
                "amount": f"{amount}.00",
                "recipients": [{"display_name": "Marlow Organizers", "amount": f"{amount}.00"}],
                "payment": {"method": "Credit Card"},
            }
            # Some gifts were made on ActBlue, which passed them on to both. No lot is drawn for it,
            # so that nobody else's change.
            number = int(uuid.replace("-", "")[:12], 16)
            if number % 4 == 0 and self.van.passed_on(person, f"AB{number}", number, amount, at):
                resource["identifiers"].append(f"actblue:AB{number}")
                resource["origin_system"] = "ActBlue"
        if kind == "attendances":
            resource["status"] = "accepted"
        self.collections[kind].add(at, resource)
        person.reach(0 if kind == "attendances" else 1, at)
        doing = {"attendances": "sign_up", "donations": "donation"}.get(kind, "action")
        self.truth.did(person, doing, at, SOURCE)

    def _tagging(self, person: Person, profile: str, at: int) -> None:
        tag = choose(person.rng, self.tags, at)
        at = max(at, tag.opened)
        uuid = person.uuid()
        resource = self._resource("taggings", uuid, at)
        resource["item_type"] = "osdi:person"
        resource["_links"] = {
            "self": {"href": f"{API}/tags/{tag.uuid}/taggings/{uuid}"},
            "osdi:tag": {"href": f"{API}/tags/{tag.uuid}"},
            "osdi:person": {"href": f"{API}/people/{profile}"},
        }
        self.collections["taggings"].add(at, resource)


def account(person: Person, email: str) -> str:
    """The uuid of the system-wide account behind an email; a new one where there is none."""
    if not email:
        return person.uuid()
    return person.network_ids.setdefault(email.lower(), person.uuid())


def _postal(typed: Card) -> dict[str, Any]:
    address: dict[str, Any] = {
        "primary": True,
        "locality": typed.city,
        "region": STATE if typed.city else "",
        "postal_code": typed.zip5,
        "country": "US",
    }
    if typed.street:
        line = f"{typed.street} Unit {typed.unit}" if typed.unit else typed.street
        address["address_lines"] = [line]
    return address
