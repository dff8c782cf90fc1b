"""NationBuilder (a CRM with a website): pages of its web API, version 2.

Attributes follow the vendor's API description. A page is a JSON:API document; here each holds one
resource, a page a line. Everybody is opted in until they say otherwise, times bear the nation's
offset, and an RSVP names its signup among its relationships.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.tools.pages import choose, pages
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_nationbuilder"
METHODS = ("door_knock", "phone_call", "text_1to1", "snail_mail")
STATUSES = ("answered", "meaningful_interaction", "no_answer", "left_message")
MEMBER = 3


class NationBuilder:
    """Writes one nation."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.petitions = pages(SOURCE, "petition")
        self.events = pages(SOURCE, "event")
        self.tags = pages(SOURCE, "tag")
        self.tables = {
            name: desk.table(SOURCE, "nationbuilder", name, f"{name}.jsonl", changes_only=True)
            for name in headers("nationbuilder")
        }

    def catalog(self) -> None:
        """Petitions, events, tags and the kind of membership."""
        for petition in self.petitions:
            self._add("petitions", petition.number, petition.opened, {"name": petition.title})
        for tag in self.tags:
            self._add("signup_tags", tag.number, tag.opened, {"name": tag.title})
        for event in self.events:
            begins = _instant(event.opened + 20 * clock.DAY)
            zone = "Eastern Time (US & Canada)"
            values = {"start_at": begins, "duration": 7200, "time_zone": zone}
            self._add("events", event.number, event.opened, values | {"venue_name": "Faith Hall"})
        self._add("membership_types", MEMBER, clock.START, {"name": "Dues"})

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's signup and what they did."""
        first = person.stages[min(person.level, 1)]
        chosen = person is hood.organizer or person.chance(0.3)
        if not chosen or first >= clock.END:
            return
        signup = self._signup(hood, person, first)
        if person is hood.organizer:
            hood.notes["nationbuilder"] = signup
        if person.level:
            petition = choose(person.rng, self.petitions, first)
            self._new(hood, "petition_signatures", first, signup, {"petition_id": petition.number})
            person.reach(1, first)
        if person.chance(0.4):
            self._contact(hood, person, signup, person.moment(first))
        if person.level and person.chance(0.3):
            at = person.moment(first)
            values = {"amount": "15.00", "amount_in_cents": 1500, "status": "succeeded"}
            self._new(hood, "donations", at, signup, values | {"succeeded_at": _instant(at)})
            person.reach(1, at)
        if person.level >= 2 and person.chance(0.5):
            at = person.moment(person.stages[2])
            event = choose(person.rng, self.events, at)
            values = {"event_id": event.number, "attendee": True, "canceled": person.chance(0.1)}
            self._new(hood, "event_rsvps", at, signup, values)
        if person.chance(0.2):
            tag = choose(person.rng, self.tags, first)
            self._new(hood, "signup_taggings", first, signup, {"tag_id": tag.number})
        if person.level >= 3:
            values = {"membership_type_id": MEMBER, "status": "active"}
            started = {"started_at": _instant(first), "suspended_at": None}
            self._new(hood, "memberships", first, signup, values | started)

    def _signup(self, hood: Neighbourhood, person: Person, at: int) -> int:
        typed = card(hood, person, at, careless=0.3)
        signup = hood.ids.next("nationbuilder signup")
        email = typed.email.strip() if "@" in typed.email else None
        left = person.chance(0.06)
        recruiter = hood.notes.get("nationbuilder") if person.chance(0.3) else None
        values: dict[str, Any] = {
            "first_name": typed.given,
            "last_name": typed.family,
            "suffix": typed.suffix or None,
            "email": email,
            "email1": email,
            "mobile_number": phone_as_typed(person.rng, typed.phone) if typed.phone else None,
            "born_at": typed.born or None,
            "signup_type": 0,
            "home_address": {
                "address1": typed.street,
                "city": typed.city,
                "state": STATE,
                "zip": typed.zip5,
                "country_code": "US",
            },
            "email_opt_in": not left,
            "unsubscribed_at": _instant(at + clock.DAY) if left else None,
            "mobile_opt_in": True,
            "do_not_call": person.chance(0.03),
            "do_not_contact": person.chance(0.03),
            "is_deceased": False,
            "recruiter_id": recruiter and str(recruiter),
            "updated_at": _instant(at),
        }
        self._add("signups", signup, at, values)
        self.truth.record(at, SOURCE, "signups", signup, person)
        person.reach(0, at)
        return signup

    def _contact(self, hood: Neighbourhood, person: Person, signup: int, at: int) -> None:
        method = METHODS[int(person.rng.random() * len(METHODS))]
        status = STATUSES[int(person.rng.random() * len(STATUSES))]
        values: dict[str, Any] = {"contact_method": method}
        # What became of a letter nobody notes.
        values["contact_status"] = None if method == "snail_mail" else status
        if "nationbuilder" in hood.notes:
            values["author_id"] = str(hood.notes["nationbuilder"])
            hood.organizer.reach(3, at)
        self._new(hood, "contacts", at, signup, values)

    def _new(
        self, hood: Neighbourhood, kind: str, at: int, signup: int, values: dict[str, Any]
    ) -> None:
        told = {name: str(v) if name.endswith("_id") else v for name, v in values.items()}
        relationships = None
        if kind == "event_rsvps":
            relationships = {"signup": {"data": {"type": "signups", "id": str(signup)}}}
        else:
            told["signup_id"] = str(signup)
        self._add(kind, hood.ids.next(f"nationbuilder {kind}"), at, told, relationships)

    def _add(
        self,
        kind: str,
        number: int,
        at: int,
        attributes: dict[str, Any],
        relationships: dict[str, Any] | None = None,
    ) -> None:
        resource: dict[str, Any] = {"id": str(number), "type": kind}
        resource["attributes"] = attributes | {"created_at": _instant(at)}
        if relationships:
            resource["relationships"] = relationships
        self.tables[kind].add(at, {"data": [resource]})


def _instant(when: int) -> str:
    return clock.iso(when).replace("Z", "+00:00")


WRITER = NationBuilder
