"""A stand-in for Mobilize's API: organizations, events, people and attendances.

Documented: github.com/mobilizeamerica/api, README; field names as there and in Parsons' fixtures.
Times are whole seconds since 1970. Across the line between coordinated and independent
organizations, which campaign finance law draws, events' and attendances' ids are left out.

    with standins.mobilize.running(organizations=[{"id": 1, "name": "Marlow"}]) as mobilize:
        timeslot = mobilize.add_event(1, title="Phone bank")["timeslots"][0]["id"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from standins.limits import Limit
from standins.server import Refused, Request, Response, StandIn, endpoint

KEY = "mobilize-stand-in-key"
PER_PAGE = 25
# Documented: 15 reads and 5 writes a second from one address.
LIMITS = (Limit(15, 1, "GET *"), Limit(5, 1, "POST *"))
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gte": lambda value, bound: value >= bound,
    "gt": lambda value, bound: value > bound,
    "lte": lambda value, bound: value <= bound,
    "lt": lambda value, bound: value < bound,
}
Record = dict[str, Any]


class Mobilize(StandIn):
    """Mobilize with some organizations; the key sees the private endpoints of ``members``."""

    root = "/v1/"

    def __init__(
        self, *, key: str = KEY, members: Iterable[int] | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.api_key = key
        self.members = None if members is None else set(members)

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error: ``data`` is null. Documented: README, Errors."""
        return Refused(Response(status, {"data": None, "error": {"detail": text}}, headers or {}))

    def caller_of(self, request: Request) -> None:
        """A bearer key; a wrong one is 403, none may read what is public. Documented: README."""
        word = request.headers.get("authorization", "")
        request.caller = request.key = "127.0.0.1"
        if word and word != f"Bearer {self.api_key}":
            raise self.refuse(403, "The API key isn't valid.")
        request.space = 1 if word else 0

    def _member(self, request: Request, organization: str) -> Record:
        """The organization, which the key has to be a member of."""
        found = self._organization(organization)
        if not request.space or (self.members is not None and found["id"] not in self.members):
            raise self.refuse(403, "The API key may not read this organization.")
        return found

    def _organization(self, number: str | int) -> Record:
        found = self.store.get("organizations", 0, int(number) if str(number).isdigit() else -1)
        if found is None:
            raise self.refuse(404, "The organization was not found.")
        return found

    def page(self, request: Request, items: list[Record]) -> Response:
        """A page with the number of all, and the next and previous pages' addresses.

        Documented: README, Paging.
        """
        size, number = (int(request.one(n) or d) for n, d in (("per_page", PER_PAGE), ("page", 1)))
        others = [
            f"{name}={value}"
            for name, values in request.query.items() if name != "page"
            for value in values
        ]  # fmt: skip

        def link(page: int) -> str | None:
            if not 1 <= page <= ceil(len(items) / size):
                return None
            return f"{self.address}{request.path}?{'&'.join([*others, f'page={page}'])}"

        shown = items[(number - 1) * size : number * size]
        content = {"count": len(items), "next": link(number + 1), "previous": link(number - 1)}
        return Response(200, {**content, "data": shown})

    def _changed(self, kind: str, request: Request) -> list[Record]:
        """Records of a kind that changed since `updated_since`. Documented: README."""
        since = int(request.one("updated_since") or 0)
        return [r for r in self.store.all(kind, 0) if r["modified_date"] >= since]

    @endpoint("GET", "organizations")
    def organizations(self, request: Request) -> Response:
        """Organizations; public. Documented: README, List all organizations."""
        return self.page(request, self._changed("organizations", request))

    @endpoint("GET", "organizations/{organization}/promoted_organizations")
    def promoted(self, request: Request, organization: str) -> Response:
        """Organizations whose events one promotes. Documented: README."""
        own = self._member(request, organization)
        promoted = {event["sponsor"]["id"] for event in self._events_of(own["id"], request)}
        others = [
            o for o in self.store.all("organizations", 0) if o["id"] in promoted - {own["id"]}
        ]
        return self.page(request, others)

    @endpoint("GET", "events")
    def events(self, request: Request) -> Response:
        """Public events of all, or of those named. Documented: README, List all public events."""
        wanted = {int(number) for number in request.query.get("organization_id", [])}
        events = [
            event for event in self._changed("events", request)
            if not event["deleted_date"] and event["visibility"] == "PUBLIC"
            and (not wanted or event["sponsor"]["id"] in wanted)
        ]  # fmt: skip
        return self.page(request, self._shown(events, request))

    @endpoint("GET", "organizations/{organization}/events")
    def organization_events(self, request: Request, organization: str) -> Response:
        """Events that an organization owns or promotes; public ones unless it asks for others.

        Documented: README, List organization events.
        """
        own = self._organization(organization)
        visibility = request.one("visibility") or "PUBLIC"
        if visibility == "PRIVATE":
            self._member(request, organization)
        events = [
            event for event in self._events_of(own["id"], request)
            if not event["deleted_date"] and event["visibility"] == visibility
        ]  # fmt: skip
        return self.page(request, self._shown(events, request))

    def _events_of(self, organization: int, request: Request) -> list[Record]:
        return [
            event for event in self._changed("events", request)
            if organization in {event["sponsor"]["id"], *event["promoted_by"]}
        ]  # fmt: skip

    def _shown(self, events: list[Record], request: Request) -> list[Record]:
        """Events as the caller sees them: the contact with a key only, timeslots within bounds."""
        shown = []
        for event in events:
            view = {n: v for n, v in event.items() if n not in {"promoted_by", "deleted_date"}}
            view["contact"] = event["contact"] if request.space else None
            slots = self.store.of("timeslots", 0, event["id"])
            view["timeslots"] = [slot for _, slot in slots if self._is_within(slot, request)]
            is_bounded = request.one("timeslot_start") or request.one("timeslot_end")
            if view["timeslots"] or not is_bounded:
                shown.append(view)
        return shown

    def _is_within(self, slot: Record, request: Request) -> bool:
        bounds = [
            (field, word)
            for name, field in (("timeslot_start", "start_date"), ("timeslot_end", "end_date"))
            for word in request.query.get(name, [])
        ]
        for field, word in bounds:
            operator, _, bound = word.partition("_")
            if operator not in _COMPARE:
                raise self.refuse(400, "The comparison isn't known.")
            at = self._now() if bound == "now" else int(bound)
            if not _COMPARE[operator](slot[field], at):
                return False
        return True

    @endpoint("GET", "events/deleted")
    def deleted_events(self, request: Request) -> Response:
        """Ids of deleted public events, with when. Documented: README, Deleted Event."""
        return self.page(request, _deleted(self._changed("events", request)))

    @endpoint("GET", "organizations/{organization}/events/deleted")
    def deleted_organization_events(self, request: Request, organization: str) -> Response:
        """Ids of an organization's deleted events, with when. Documented: README."""
        own = self._organization(organization)
        return self.page(request, _deleted(self._events_of(own["id"], request)))

    @endpoint("GET", "organizations/{organization}/people")
    def people(self, request: Request, organization: str) -> Response:
        """People of an organization. Documented: README, List organization people."""
        own = self._member(request, organization)
        people = [p for p in self._changed("people", request) if own["id"] in p["organizations"]]
        return self.page(request, [_without(person, "organizations") for person in people])

    @endpoint("GET", "organizations/{organization}/attendances")
    def attendances(self, request: Request, organization: str) -> Response:
        """Attendances of events that an organization owns or promoted.

        Documented: README, List organization attendances.
        """
        own = self._member(request, organization)
        kept = [
            a for a in self._changed("attendances", request)
            if own["id"] in {a["event_owner"], a["promoted_by"]}
        ]  # fmt: skip
        return self.page(request, [self._attendance(a, own) for a in kept])

    @endpoint("GET", "organizations/{organization}/people/{person}/attendances")
    def person_attendances(self, request: Request, organization: str, person: str) -> Response:
        """A person's attendances. Documented: README, affiliated person's attendances."""
        own = self._member(request, organization)
        kept = [
            a for a in self._changed("attendances", request)
            if str(a["person"]) == person and own["id"] in {a["event_owner"], a["promoted_by"]}
        ]  # fmt: skip
        return self.page(request, [self._attendance(a, own) for a in kept])

    def _attendance(self, kept: Record, own: Record) -> Record:
        """An attendance as an organization sees it; nulls across the firewall.

        Documented: README, Attendance object (coordinated and independent notes).
        """
        event = self.store.get("events", 0, kept["event"]) or {}
        slot = self.store.get("timeslots", 0, kept["timeslot"]) or {}
        person = self.store.get("people", 0, kept["person"]) or {}
        owner = self._organization(kept["event_owner"])
        sponsor = self._organization(kept["promoted_by"] or kept["event_owner"])
        is_apart = own["is_independent"] and owner["is_coordinated"]
        view = {n: v for n, v in kept.items() if n not in {"event_owner", "promoted_by"}}
        view["person"] = _without(person, "organizations")
        view["event"] = {**_without(event, "promoted_by", "deleted_date"), "timeslots": None}
        view["timeslot"] = slot
        view["sponsor"] = sponsor
        if is_apart:
            view |= {"id": None, "status": None, "attended": None}
            view["event"] = {**dict.fromkeys(view["event"]), "event_type": event.get("event_type")}
            view["timeslot"] = {**slot, "id": None}
        if own["is_coordinated"] and sponsor["is_independent"]:
            view["sponsor"] = None
        return view

    @endpoint("POST", "organizations/{organization}/events/{event}/attendances")
    def sign_up(self, request: Request, organization: str, event: str) -> Response:
        """Signs a person up for timeslots; who they are goes by their email address.

        Documented: README, Create organization event attendance.
        """
        own, given = self._member(request, organization), request.json()
        found = self.store.get("events", 0, int(event) if event.isdigit() else -1)
        slots = {} if found is None else dict(self.store.of("timeslots", 0, found["id"]))
        wanted = [int(slot["timeslot_id"]) for slot in given.get("timeslots") or []]
        if found is None or not wanted or not set(wanted) <= set(slots):
            raise self.refuse(400, "The event or a timeslot doesn't exist.")
        person = given.get("person") or {}
        if not person.get("email_address") or not person.get("given_name"):
            raise self.refuse(400, "The person's name and email address are required.")
        who = self._person(own["id"], person)
        made = []
        for slot in wanted:
            kept = self._attend(found, slot, who["id"], own["id"], given.get("referrer") or {})
            self.store.record_effect(
                at=self.clock.now().isoformat(), kind="attendance", space=0, record_id=who["id"],
                result=kept["status"], caller=request.caller,
                details={"attendance_id": kept["id"], "timeslot_id": slot},
            )  # fmt: skip
            made.append(self._attendance(kept, own))
        return Response(201, {"data": made, "error": None})

    # What is there before anybody calls.

    def add_organization(self, given: Mapping[str, Any]) -> Record:
        """Add an organization; coordinated unless it ``is_independent``."""
        number = given.get("id") or self.store.next_id("organizations")
        is_independent = bool(given.get("is_independent"))
        kept = {
            "id": number, "name": "", "slug": f"organization-{number}", "state": "",
            "district": "", "candidate_name": "", "race_type": None, "is_primary_campaign": False,
            "event_feed_url": f"https://www.mobilize.us/{number}/", **given,
            "is_independent": is_independent, "is_coordinated": not is_independent,
        }  # fmt: skip
        return self._write("organizations", kept)

    def add_event(
        self, organization: int, *, timeslots: Iterable[tuple[int, int]] = (),
        promoted_by: Iterable[int] = (), **given: Any,
    ) -> Record:  # fmt: skip
        """Add an event with timeslots (begin and end, unix seconds), else with one in an hour."""
        with self.store.transaction():
            number = given.pop("id", None) or self.store.next_id("events")
            owner = self._organization(organization)
            event = {
                "id": number, "title": "", "summary": "", "description": "",
                "featured_image_url": "", "high_priority": False, "sponsor": owner,
                "timezone": "America/New_York", "event_type": "COMMUNITY", "visibility": "PUBLIC",
                "address_visibility": "PUBLIC", "approval_status": "APPROVED", "tags": [],
                "is_virtual": False, "virtual_action_url": None, "accessibility_status": None,
                "accessibility_notes": None, "created_by_volunteer_host": False,
                "event_campaign": None, "instructions": None,
                "browser_url": f"https://www.mobilize.us/event/{number}/",
                "location": {
                    "venue": "Faith Hall", "address_lines": ["", ""], "locality": "Marlow",
                    "region": "", "postal_code": "", "country": "US", "location": None,
                    "congressional_district": None, "state_leg_district": None,
                    "state_senate_district": None,
                },
                "contact": {
                    "name": "", "email_address": "", "phone_number": "", "owner_user_id": None,
                },
                **given, "promoted_by": list(promoted_by), "deleted_date": None,
            }  # fmt: skip
            event = self._write("events", event)
            slots = list(timeslots) or [(self._now() + 3600, self._now() + 7200)]
            event["timeslots"] = [self._add_timeslot(number, *span) for span in slots]
        return event

    def _add_timeslot(self, event: int, begins: int, ends: int) -> Record:
        number = self.store.next_id("timeslots")
        slot = {
            "id": number, "start_date": begins, "end_date": ends, "is_full": False,
            "instructions": None,
        }  # fmt: skip
        self.store.put("timeslots", 0, number, slot, self.clock.now(), owner=event)
        return slot

    def delete_event(self, number: int) -> None:
        """Delete an event: from now on it is in the list of those that were deleted."""
        with self.store.transaction():
            event = self.store.get("events", 0, number) or {}
            self._write("events", {**event, "deleted_date": self._now()})

    def add_person(self, organization: int, **given: Any) -> Record:
        """Add a person to an organization, or change the one with their email address."""
        with self.store.transaction():
            return self._person(organization, given)

    def add_attendance(
        self, event: int, timeslot: int, person: int, *, promoted_by: int | None = None,
        **changed: Any,
    ) -> Record:  # fmt: skip
        """Add an attendance, or change the one of the same person and timeslot."""
        with self.store.transaction():
            found = self.store.get("events", 0, event) or {}
            by = promoted_by or found["sponsor"]["id"]
            return self._attend(found, timeslot, person, by, {}, **changed)

    def _person(self, organization: int, given: Mapping[str, Any]) -> Record:
        email = str(given.get("email_address") or "").lower()
        known = self.store.look_up(0, "email", email) if email else []
        number = int(known[0] if known else given.get("id") or self.store.next_id("people"))
        person = self.store.get("people", 0, number) or {
            "id": number, "user_id": number, "given_name": "", "family_name": "",
            "sms_opt_in_status": "UNSPECIFIED", "blocked_date": None, "organizations": [],
        }  # fmt: skip
        person |= {n: given[n] for n in ("given_name", "family_name") if given.get(n)}
        if organization not in person["organizations"]:
            person["organizations"].append(organization)
        for name, key, value in (
            ("email_addresses", "address", given.get("email_address")),
            ("phone_numbers", "number", given.get("phone_number")),
            ("postal_addresses", "postal_code", given.get("postal_code")),
        ):
            person.setdefault(name, [{"primary": True, key: ""}])
            if value:
                person[name] = [{"primary": True, key: value}]
        if email:
            self.store.lead(0, "email", email, number)
        return self._write("people", person)

    def _attend(
        self, event: Record, timeslot: int, person: int, promoted_by: int, referrer: Record,
        **changed: Any,
    ) -> Record:  # fmt: skip
        known = [
            a for _, a in self.store.of("attendances", 0, person) if a["timeslot"] == timeslot
        ]  # fmt: skip
        blank = dict.fromkeys(
            ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "url")
        )
        kept = known[0] if known else {
            "id": self.store.next_id("attendances"), "person": person, "event": event["id"],
            "timeslot": timeslot, "attended": None, "status": "REGISTERED", "rating": None,
            "feedback": None, "custom_signup_field_values": [],
            "event_owner": event["sponsor"]["id"], "promoted_by": promoted_by,
            "referrer": {**blank, **referrer},
        }  # fmt: skip
        return self._write("attendances", {**kept, **changed}, owner=person)

    def _write(self, kind: str, kept: Record, owner: int | None = None) -> Record:
        kept = {"created_date": self._now(), **kept, "modified_date": self._now()}
        with self.store.transaction():
            self.store.put(kind, 0, kept["id"], kept, self.clock.now(), owner=owner)
            self.store.count_from(kind, kept["id"])
        return kept

    def _now(self) -> int:
        return int(datetime.timestamp(self.clock.now()))


def _deleted(events: list[Record]) -> list[Record]:
    return [
        {"id": event["id"], "deleted_date": event["deleted_date"]}
        for event in events if event["deleted_date"]
    ]  # fmt: skip


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def running(
    organizations: Iterable[Mapping[str, Any]] = (), *, port: int = 0, state: Path | None = None,
    **options: Any,
) -> Mobilize:  # fmt: skip
    """A Mobilize with these organizations on a free port; stops with the ``with`` it is used in.

    The options are `Mobilize`'s: key, members, seed, clock, limits (`LIMITS` are the vendor's).
    """
    mobilize = Mobilize(state=state, **options)
    for organization in organizations:
        mobilize.add_organization(organization)
    return mobilize.start(port)
