"""A stand-in for Action Network's API: people, actions they took, and tags, in one group.

Documented: actionnetwork.org/docs/v2 and, for whom a phone or an address makes one person,
.../person_signup_helper and help.actionnetwork.org (article 360038822392).

    with standins.action_network.running(people=[{"email": "ana@example.org"}]) as network:
        network.add("tags", name="Volunteer")
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from standins.limits import Limit
from standins.osdi import Osdi, Resource
from standins.server import Refused, Request, Response, endpoint

KEY = "action-network-stand-in-key"
# Documented: four calls a second.
LIMITS = (Limit(4, 1),)
# What is done on each kind of page, and the word that links an action to its page.
ACTIONS = {
    "petitions": ("signatures", "petition"),
    "forms": ("submissions", "form"),
    "events": ("attendances", "event"),
    "advocacy_campaigns": ("outreaches", "advocacy_campaign"),
    "fundraising_pages": ("donations", "fundraising_page"),
    "tags": ("taggings", "tag"),
}
_KINDS = {children: parents for parents, (children, _) in ACTIONS.items()}
_NAMES = ("given_name", "family_name", "languages_spoken", "postal_addresses", "gender")
_STATUSES = {"subscribed", "unsubscribed"}


class ActionNetwork(Osdi):
    """A group's account; ``key`` is its API key."""

    root = "/api/v2/"
    system = "action_network"

    def __init__(self, *, key: str = KEY, **options: Any) -> None:
        super().__init__(**options)
        self.api_key = key

    def refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> Refused:
        """An error: one sentence. Documented: Parsons' `get_person`."""
        return Refused(Response(status, {"error": text}, headers or {}))

    def caller_of(self, request: Request) -> None:
        """The key is the header OSDI-API-Token. Documented: actionnetwork.org/docs/v2."""
        if request.headers.get("osdi-api-token") != self.api_key:
            raise self.refuse(403, "API Key invalid or not present")
        request.caller = request.key = self.api_key

    @endpoint("GET", "")
    def entry_point(self, request: Request) -> Response:
        """What there is, by link. Documented: actionnetwork.org/docs/v2 (API Entry Point)."""
        links = {f"osdi:{kind}": {"href": f"{self.url}{kind}"} for kind in ("people", *ACTIONS)}
        return Response(200, {"max_pagesize": 25, "motd": "A stand-in", "_links": links})

    @endpoint("GET", "{kind}")
    def resources(self, request: Request, kind: str) -> Response:
        """A collection. Documented: actionnetwork.org/docs/v2/people, .../petitions, …"""
        return self.collection(request, kind, self.store.all(self._known(kind), 0))

    def _known(self, kind: str) -> str:
        if kind != "people" and kind not in ACTIONS:
            raise self.refuse(404, "There is no such collection.")
        return kind

    @endpoint("GET", "{kind}/{number}")
    def one(self, request: Request, kind: str, number: str) -> Response:
        """One resource. Documented: as its collection."""
        return Response(200, self.resource(self._known(kind), number))

    @endpoint("GET", "{kind}/{number}/{below}")
    def resources_below(self, request: Request, kind: str, number: str, below: str) -> Response:
        """What was done on a page, or by a person. Documented: .../signatures, .../taggings, …"""
        self.resource(self._known(kind), number)
        if kind == "people" and below in _KINDS:
            href = f"{self.url}people/{number}"
            found = [
                r for r in self.store.all(below, 0) if r["_links"]["osdi:person"]["href"] == href
            ]
        elif kind != "people" and below == ACTIONS[kind][0]:
            found = [resource for _, resource in self.store.of(below, 0, number)]
        else:
            raise self.refuse(404, "There is no such collection.")
        return self.collection(request, below, found)

    @endpoint("GET", "{kind}/{number}/{below}/{child}")
    def one_below(
        self, request: Request, kind: str, number: str, below: str, child: str
    ) -> Response:
        """One action. Documented: as its collection."""
        self.resource(self._known(kind), number)
        return Response(200, self.resource(below, child))

    @endpoint("POST", "people")
    def sign_up_person(self, request: Request) -> Response:
        """Creates or updates a person, and tags them. Documented: .../person_signup_helper."""
        given = request.json()
        if request.one("background_processing") == "true":
            self.later(lambda: self._in_background(given, request))
            return Response(202, {})
        return Response(200, self._sign_up(given, request))

    def _in_background(self, given: Resource, request: Request) -> None:
        with self.store.transaction():
            self._sign_up(given, request)

    def _sign_up(self, given: Resource, request: Request) -> Resource:
        person = self._match(given.get("person") or {}, request)
        names = {tag.get("name"): tag for tag in self.store.all("tags", 0)}
        for name in given.get("add_tags") or []:
            if name in names:  # one that isn't there is ignored
                self._act("tags", names[name], person, {}, request)
        return person

    @endpoint("PUT", "people/{number}")
    def change_person(self, request: Request, number: str) -> Response:
        """Changes a person. Documented: actionnetwork.org/docs/v2/people (PUT)."""
        person = self.resource("people", number)
        given = request.json()
        for place, email in enumerate(given.get("email_addresses") or []):
            owner = self._with("email_addresses", "address", email.get("address"))
            if owner and self.own_id(owner) != number:
                raise self.refuse(400, f"email_addresses[{place}] belongs to somebody else")
        return Response(200, self._change(person, given, request))

    @endpoint("POST", "{kind}")
    def add_page(self, request: Request, kind: str) -> Response:
        """Adds a petition, form, event, tag, … Documented: .../petitions, .../tags, … (POST)."""
        if self._known(kind) == "tags" and not request.json().get("name"):
            raise self.refuse(400, "A tag needs a name.")
        page = self.keep(kind, {"origin_system": request.caller and "API", **request.json()})
        self._done(request, kind, self.own_id(page))
        return Response(200, page)

    @endpoint("PUT", "{kind}/{number}")
    def change_page(self, request: Request, kind: str, number: str) -> Response:
        """Changes a petition, form, event, … Documented: as its collection (PUT)."""
        page = self.resource(self._known(kind), number)
        return Response(200, self.keep(kind, {**page, **request.json()}))

    @endpoint("POST", "{kind}/{number}/{below}")
    def act(self, request: Request, kind: str, number: str, below: str) -> Response:
        """Records what a person did, linked by their address or given with their data.

        Documented: .../signatures, .../attendances, .../taggings (POST) and the record helpers.
        """
        if kind not in ACTIONS or ACTIONS[kind][0] != below:
            raise self.refuse(404, "There is no such collection.")
        page, given = self.resource(kind, number), request.json()
        href = given.get("_links", {}).get("osdi:person", {}).get("href", "")
        if given.get("person"):
            person = self._sign_up(given, request)
        elif href:
            person = self.resource("people", href.rstrip("/").rpartition("/")[2])
        else:
            raise self.refuse(400, "Who did it is required.")
        more = {n: v for n, v in given.items() if n not in {"_links", "person", "add_tags"}}
        return Response(200, self._act(kind, page, person, more, request))

    @endpoint("DELETE", "tags/{number}/taggings/{child}")
    def untag(self, request: Request, number: str, child: str) -> Response:
        """Takes a tag off a person. Documented: actionnetwork.org/docs/v2/taggings (DELETE)."""
        self.resource("tags", number)
        tagging = self.resource("taggings", child)
        self.store.remove("taggings", 0, self.own_id(tagging))
        person = tagging["_links"]["osdi:person"]["href"].rpartition("/")[2]
        self._done(request, "tagging_removed", person, responses=[f"tag {number}"])
        return Response(200, {"notice": "This tagging was successfully deleted."})

    def _act(
        self, kind: str, page: Resource, person: Resource, given: Resource, request: Request
    ) -> Resource:
        """One action of a person on a page: a newer one of the same person overwrites the older."""
        children, word = ACTIONS[kind]
        number, who = self.own_id(page), self.own_id(person)
        href = f"{self.url}people/{who}"
        known = next(
            (
                action for _, action in self.store.of(children, 0, number)
                if action["_links"]["osdi:person"]["href"] == href
            ),
            None,
        )  # fmt: skip
        if known is not None and kind == "tags":
            return known
        own = {"item_type": "osdi:person"} if kind == "tags" else {"action_date": self.iso()}
        linked = {
            "action_network:person_id": who, f"action_network:{word}_id": number,
            "action_network:referrer_data": {"source": "api"},
        }  # fmt: skip
        action = {
            **(known or {}), **own, **({} if kind == "tags" else linked),
            **({"status": "accepted"} if kind == "events" else {}), **given,
        }  # fmt: skip
        action["identifiers"] = (known or action).get("identifiers") or [
            f"{self.system}:{self.fresh_uuid()}"
        ]
        action["_links"] = {
            "self": {"href": f"{self.url}{kind}/{number}/{children}/{self.own_id(action)}"},
            f"osdi:{word}": {"href": f"{self.url}{kind}/{number}"},
            "osdi:person": {"href": href},
        }
        kept = self.keep(children, action, number)
        effect = children.removesuffix("s") if known is None else f"{children} again"
        self._done(request, effect, who, responses=[f"{word} {number}"])
        return kept

    def _with(self, field: str, key: str, value: Any) -> Resource | None:
        """The person with this address or phone number."""
        plain = _plain(key, value)
        for number in self.store.look_up(0, key, plain) if plain else ():
            person = self.store.get("people", 0, number)
            if person and plain in {_plain(key, item.get(key)) for item in person.get(field) or []}:
                return person
        return None

    def _match(self, given: Resource, request: Request) -> Resource:
        """The person who is meant, created or updated.

        Documented: the email address decides; a new one with somebody's mobile number makes a new
        person, who takes the number; a record with a number only is merged with the email's.
        """
        email = _first(given, "email_addresses", "address")
        phone = _first(given, "phone_numbers", "number")
        if not email and not phone:
            raise self.refuse(400, "An email address or a phone number is required.")
        by_email = self._with("email_addresses", "address", email)
        by_phone = self._with("phone_numbers", "number", phone)
        person = by_email
        if by_phone and (not email or not by_phone.get("email_addresses")):
            person = by_email or by_phone
            if by_email and self.own_id(by_email) != self.own_id(by_phone):
                self._merge(by_phone, by_email, request)
        elif by_phone and (by_email is None or self.own_id(by_email) != self.own_id(by_phone)):
            self.keep("people", {**by_phone, "phone_numbers": []})
            self._done(request, "phone_taken", self.own_id(by_phone))
        if person is None:
            person = self._new_person(given)
            self._done(request, "person", self.own_id(person))
            return person
        return self._change(person, given, request)

    def _new_person(self, given: Resource) -> Resource:
        person = {
            "given_name": "", "family_name": "", "languages_spoken": ["en"],
            "postal_addresses": [], "custom_fields": {}, **given,
            "email_addresses": [
                {"primary": True, "status": "subscribed", **email}
                for email in (given.get("email_addresses") or [])[:1]
            ],
            "phone_numbers": [
                {"primary": True, "number_type": "Mobile", "status": "unsubscribed", **phone}
                for phone in (given.get("phone_numbers") or [])[:1]
            ],
        }  # fmt: skip
        return self._kept(self.keep("people", person))

    def _change(self, person: Resource, given: Resource, request: Request) -> Resource:
        """What is given overwrites what was; a status only if it is told and one of the two."""
        changed = {**person, **{n: given[n] for n in _NAMES if given.get(n)}}
        if given.get("custom_fields"):
            changed["custom_fields"] = {**person.get("custom_fields", {}), **given["custom_fields"]}
        for field in ("email_addresses", "phone_numbers"):
            told = (given.get(field) or [{}])[0]
            old = (person.get(field) or [{}])[0]
            if not told:
                continue
            status = told.get("status")
            if status is not None and status not in _STATUSES:
                raise self.refuse(400, "The status is subscribed or unsubscribed.")
            default = "subscribed" if field == "email_addresses" else "unsubscribed"
            status = status or old.get("status", default)
            changed[field] = [{"primary": True, **old, **told, "status": status}]
            if status != old.get("status"):
                self._done(request, status, self.own_id(person), channel=field)
        new = [word for word in given.get("identifiers") or [] if word not in person["identifiers"]]
        changed["identifiers"] = [*person["identifiers"], *new]
        self._done(request, "person_changed", self.own_id(person))
        return self._kept(self.keep("people", changed))

    def _kept(self, person: Resource) -> Resource:
        """Let a person be found by address and number, and show where what they did is."""
        href = f"{self.url}people/{self.own_id(person)}"
        person["_links"] |= {f"osdi:{kind}": {"href": f"{href}/{kind}"} for kind in _KINDS}
        self.write("people", person)
        for field, key in (("email_addresses", "address"), ("phone_numbers", "number")):
            if plain := _plain(key, _first(person, field, key)):
                with self.store.transaction():
                    self.store.lead(0, key, plain, self.own_id(person))
        return person

    def _merge(self, gone: Resource, kept: Resource, request: Request) -> None:
        """A record that had a number only becomes part of another, with what it did."""
        old, new = (f"{self.url}people/{self.own_id(person)}" for person in (gone, kept))
        for children, parents in _KINDS.items():
            word = ACTIONS[parents][1]
            for action in self.store.all(children, 0):
                if action["_links"]["osdi:person"]["href"] == old:
                    action["_links"]["osdi:person"]["href"] = new
                    page = action["_links"][f"osdi:{word}"]["href"].rpartition("/")[2]
                    self.write(children, action, page)
        self.store.remove("people", 0, self.own_id(gone))
        self._done(request, "merge", self.own_id(kept), details={"merged": self.own_id(gone)})

    def _done(self, request: Request, kind: str, number: str, **more: Any) -> None:
        now = self.clock.now()
        self.store.record_effect(
            at=now.isoformat(), kind=kind, space=0, record_id=number, day=f"{now:%Y-%m-%d}",
            caller=request.caller, **more,
        )  # fmt: skip

    # What is there before anybody calls.

    def add(self, kind: str, **given: Any) -> Resource:
        """Add a page or a tag of a kind, as an organizer would."""
        return self.keep(kind, {"origin_system": "Action Network", **given})

    def load_people(self, people: Iterable[Mapping[str, Any]]) -> int:
        """Add people by ``email``, ``phone``, names, and ``id`` or identifiers of their own."""
        everybody = list(people)
        for given in everybody:
            person: Resource = {
                name: given[name] for name in ("given_name", "family_name") if given.get(name)
            }
            if given.get("id"):
                person["identifiers"] = [f"{self.system}:{given['id']}"]
            if given.get("email"):
                person["email_addresses"] = [{"address": given["email"]}]
            if given.get("phone"):
                person["phone_numbers"] = [{"number": given["phone"]}]
            self._new_person(person)
        return len(everybody)

    def load_folder(self, folder: Path) -> dict[str, int]:
        """Load the pages of collections that a folder holds as files; returns how many of each.

        They are as the vendor gave them, but for their links, which lead here.
        """
        counts: dict[str, int] = {}
        for path in sorted(folder.glob("*.json*")):
            text = path.read_text("utf-8").replace("https://actionnetwork.org/api/v2/", self.url)
            for page in _documents(text):
                for name, resources in page.get("_embedded", {}).items():
                    kind = name.removeprefix("osdi:")
                    for resource in resources:
                        self._load(kind, resource)
                    counts[kind] = counts.get(kind, 0) + len(resources)
        return counts

    def _load(self, kind: str, resource: Resource) -> None:
        owner = None
        if kind in _KINDS:
            link = resource["_links"][f"osdi:{ACTIONS[_KINDS[kind]][1]}"]["href"]
            owner = link.rpartition("/")[2]
        self.write(kind, resource, owner)
        if kind == "people":
            self._kept(resource)


def _documents(text: str) -> list[Resource]:
    """A file's pages: one document, or one on each line; what is cut off is left out."""
    found = []
    for part in (text, *text.split("\n")):
        with contextlib.suppress(ValueError):
            found.append(json.loads(part))
        if found and part is text:
            break
    return found


def _first(person: Resource, field: str, key: str) -> Any:
    return next((item.get(key) for item in person.get(field) or []), None)


def _plain(key: str, value: Any) -> str:
    text = str(value or "").strip().lower()
    return re.sub(r"\D", "", text).removeprefix("1") if key == "number" else text


def running(
    people: Iterable[Mapping[str, Any]] = (), *, port: int = 0, state: Path | None = None,
    **options: Any,
) -> ActionNetwork:  # fmt: skip
    """An Action Network with these people on a free port; stops with the ``with`` it is used in.

    The options are `ActionNetwork`'s: key, seed, clock, limits (`LIMITS` are the vendor's).
    """
    network = ActionNetwork(state=state, **options).start(port)
    network.load_people(people)
    return network
