"""Facts for Action Network: taggings, attendances, new people and unsubscribing, by its web API.

Every effect here is one that the vendor itself does at most once: a person has a tag, an
attendance and an address once. No status but *unsubscribed* is ever sent, so nobody is subscribed
again; and no phone, which would be taken from whoever else has it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.sync import landed
from orchestration.lib.sync.http import Caller, Reply
from orchestration.lib.sync.interface import (
    Answer,
    Destination,
    Effect,
    NotAnswered,
    Row,
    Seen,
    Trace,
    gone,
)
from orchestration.lib.sync.settings import Access

VENDOR = "https://actionnetwork.org/api/v2"
_ID = "action_network:"
_UNSUBSCRIBED = "unsubscribed"
_NOT_THERE = 404
# Where a person's records of a type are, and what links one to what it is of.
_KINDS = {
    "activist_code": ("taggings", "osdi:tag"), "sign_up": ("attendances", "osdi:event"),
}
# Its SQL mirror numbers people otherwise than its web API, and tells their ids there beside.
_LANDED = """
    with known as (
        select distinct identifier_value as target, person_record_type, person_record_id
        from canon.identifiers
        where source_id = %(source)s and identifier_type = 'action_network_id'
            and identifier_value = any(%(targets)s)
    )
    select array['activist_code', target, tag_id], record_id
    from canon.tags inner join known using (person_record_type, person_record_id)
    where source_id = %(source)s
    union all
    select array['sign_up', target, event_record_id], record_id
    from canon.attendances inner join known using (person_record_type, person_record_id)
    where source_id = %(source)s
    union all
    select array['do_not_contact', target], record_id
    from canon.consents inner join known using (person_record_type, person_record_id)
    where source_id = %(source)s and status_code = 'opted_out' and channel_code = 'email'
    union all
    select array['new_person', email], record_id from canon.people
    where source_id = %(source)s and email is not null
        and coalesce(created_at, received_at) >= %(since)s
"""


class NotPossible(KithError):
    """Action Network can't be told such a fact; the message says which line sends it there."""


class ActionNetwork:
    """One group's account, as its key sees it."""

    outbox = "action_network_outbox"
    needs: tuple[str, ...] = ("api_key",)
    # It answers before its own background work ends.
    lag = timedelta(minutes=5)

    def __init__(self, destination: Destination, access: Access) -> None:
        self._destination = destination
        self._url = (access.url or VENDOR).rstrip("/")
        self._caller = Caller(
            self._url, destination.calls_per_minute, headers={"OSDI-API-Token": access.api_key}
        )

    def effect(self, facts: Sequence[Row]) -> Effect:
        """What is posted for these facts, which are one effect. Raises ``NotPossible``."""
        row = facts[0]
        fact_type, target = str(row["fact_type_code"]), row.get("target_record_id")
        whose = {"osdi:person": {"href": f"{self._url}/people/{target}"}}
        person: dict[str, Any] = {"_links": whose}
        if fact_type == "activist_code":
            tag = str(row["activist_code_id"])
            path, body = f"tags/{tag}/taggings", person
            trace: Trace = (fact_type, str(target), tag)
        elif fact_type == "sign_up":
            event = str(row["event_id"])
            path, body = f"events/{event}/attendances", person
            trace = (fact_type, str(target), event)
        elif fact_type == "new_person":
            email = str(row["email"]).lower()
            path, body, trace = "people", {"person": _person(row, email)}, (fact_type, email)
        elif fact_type == "do_not_contact" and row.get("channel_code") in (None, "email"):
            path = f"people/{target}"
            body = {"email_addresses": [{"primary": True, "status": _UNSUBSCRIBED}]}
            trace = (fact_type, str(target))
        else:
            channel = f" by {row['channel_code']}" if row.get("channel_code") else ""
            raise NotPossible(
                f"Action Network takes no {fact_type}{channel}: take its line for "
                f"{self._destination.destination_id} out of seeds/registry, sync_routes.csv or "
                "sync_codes.csv."
            )
        payload = {"path": path, "body": body}
        return Effect(fact_type, str(target) if target else None, payload, trace)

    def calls(self, type_code: str) -> int:
        """A call each, but who is new is looked up first."""
        return 2 if type_code == "new_person" else 1

    def bulk(self, type_code: str) -> None:
        """It takes one at a time."""
        return

    def bulk_if_set(self, type_code: str) -> None:
        """Whatever is set."""
        return

    def send(self, effect: Effect) -> Answer:
        """Post it. Somebody whose address is there already is left as they are."""
        if effect.type_code == "new_person":
            found = self._caller.call("GET", "people", params=_by_email(effect.trace[1]))
            if not (found.is_good and isinstance(found.body, dict)):
                # Nothing was asked to be done yet, whatever became of the question.
                answer = found.answer()
                is_open = answer.outcome_code in ("unknown", "done")
                return replace(answer, outcome_code="not_sent") if is_open else answer
            if people := _embedded(found, "people"):
                return Answer("done", found.status, "was_there", their_id=_own_id(people[0]))
        method = "PUT" if effect.type_code == "do_not_contact" else "POST"
        reply = self._caller.call(method, effect.payload["path"], json=effect.payload["body"])
        told = reply.body if isinstance(reply.body, dict) else {}
        return reply.answer(_own_id(told) if reply.is_good else None)

    def send_many(self, effects: Sequence[Effect], key: str) -> Answer:
        """There are no jobs; the engine asks for none."""
        raise NotImplementedError

    def results(self, job_id: str, effects: Sequence[Effect]) -> Sequence[Answer] | None:
        """There are no jobs."""
        raise NotImplementedError

    def take_away(self, job_id: str) -> bool:
        """There are no jobs, and no files of any."""
        return True

    def read_back(self, effects: Sequence[Effect], since: datetime) -> Iterator[Seen]:
        """What their people have there now."""
        for effect in {each.trace: each for each in effects}.values():
            yield from self._what_is_there(effect)

    def _what_is_there(self, effect: Effect) -> Iterator[Seen]:
        fact_type, target = effect.type_code, effect.target_record_id or ""
        if fact_type == "new_person":
            for person in self._pages("people", "people", _by_email(effect.trace[1])):
                yield Seen(effect.trace, _own_id(person) or "")
            return
        whose = self._asked(f"people/{target}")
        if whose.status == _NOT_THERE:
            yield gone(target)
        elif fact_type == "do_not_contact":
            addresses = whose.body.get("email_addresses", [])
            if _UNSUBSCRIBED in {each.get("status") for each in addresses}:
                yield Seen(effect.trace, target)
        else:
            kind, link = _KINDS[fact_type]
            for record in self._pages(f"people/{target}/{kind}", kind):
                of = record.get("_links", {}).get(link, {}).get("href", "").rsplit("/", 1)[-1]
                yield Seen((fact_type, target, of), _own_id(record) or "")

    def landed(
        self, connection: psycopg.Connection[Any], targets: Sequence[str], since: datetime
    ) -> Iterable[Seen]:
        """What landed of these people, and who is new since then."""
        return landed.seen(connection, _LANDED, {
            "source": self._destination.destination_id, "targets": list(targets), "since": since,
        })

    def landed_until(
        self, connection: psycopg.Connection[Any], type_code: str
    ) -> datetime | None:
        """When the newest export was made that was let in."""
        return landed.newest_export(connection, self._destination.destination_id)

    def _asked(self, path: str, params: dict[str, Any] | None = None) -> Reply:
        reply = self._caller.call("GET", path, params=params)
        is_told = reply.is_good and isinstance(reply.body, dict)
        if not is_told and reply.status != _NOT_THERE:
            raise NotAnswered
        return reply

    def _pages(
        self, path: str, kind: str, params: dict[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every record of a collection; a page short of its size is not the last for certain."""
        for page in range(1, 1000):
            reply = self._asked(path, {**(params or {}), "page": page})
            records = _embedded(reply, kind)
            yield from records
            if not records or "next" not in reply.body.get("_links", {}):
                return


def _person(row: Row, email: str) -> dict[str, Any]:
    """Who is new, with what is known of them, no empty value, and no status."""
    person: dict[str, Any] = {"email_addresses": [{"address": email, "primary": True}]}
    for ours, theirs in (("first_name", "given_name"), ("last_name", "family_name")):
        if row.get(ours):
            person[theirs] = row[ours]
    if row.get("postal_code"):
        person["postal_addresses"] = [{"postal_code": row["postal_code"], "primary": True}]
    return person


def _by_email(email: str) -> dict[str, Any]:
    """The OData filter that finds an address; a quotation mark in it is doubled."""
    return {"filter": f"email_address eq '{email.replace(chr(39), chr(39) * 2)}'"}


def _embedded(reply: Reply, kind: str) -> list[dict[str, Any]]:
    told = reply.body if isinstance(reply.body, dict) else {}
    found: list[dict[str, Any]] = told.get("_embedded", {}).get(f"osdi:{kind}", [])
    return found


def _own_id(record: dict[str, Any]) -> str | None:
    ids = [str(each).removeprefix(_ID) for each in record.get("identifiers", [])
           if str(each).startswith(_ID)]
    return ids[0] if ids else None
