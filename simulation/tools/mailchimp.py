"""Mailchimp: two audiences, monthly mailings, and what became of each.

Shapes come from the vendor's Marketing API. A member's id is the MD5 of the lower-case address, so
that it is the same in both audiences. Answers are pages of JSON; each export holds what is new.
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

import orjson

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import Collection

SOURCE = "county_mailchimp"
LISTS = (("a1b2c3d4e5", "Newsletter"), ("f6a7b8c9d0", "Tenants"))
# id, title, day of the year it went out
MAILINGS = tuple((f"c{month:09}", f"News, month {month}", 60 + 30 * month) for month in range(9))


class Answers(Collection):
    """Pages as this API gives them: the records beside their total."""

    def _page(self, resources: list[bytes], number: int, pages: int) -> bytes:
        count = orjson.dumps({"total_items": len(resources)})[1:]
        return b'{"' + self.key.encode() + b'":[' + b",".join(resources) + b"]," + count


class Mailchimp:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.answers = {}
        for name, key in (
            ("lists", "lists"), ("members", "members"), ("campaigns", "campaigns"),
            ("sent_to", "sent_to"), ("email_activity", "emails"), ("unsubscribes", "unsubscribes"),
        ):
            self.answers[name] = Answers(SOURCE, name, key, "", desk.days)
            desk.tables.append(self.answers[name])

    def catalog(self) -> None:
        """The audiences and the mailings, all to the first of them."""
        for number, name in LISTS:
            self.answers["lists"].add(clock.START, {"id": number, "name": name})
        for number, title, day in MAILINGS:
            at = clock.START + day * clock.DAY
            settings = {"title": title, "subject_line": f'{title}: "come by"', "from_name": "Kith"}
            self.answers["campaigns"].add(
                at, {"id": number, "type": "regular", "settings": settings,
                     "send_time": _stamp(at), "recipients": {"list_id": LISTS[0][0]}},
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person in an audience or two, and their mailings."""
        if not person.email or not person.chance(0.3):
            return
        joined = person.moment(person.stages[0])
        typed = card(hood, person, joined, careless=0.0)
        address = typed.email.strip()
        key = md5(address.lower().encode(), usedforsecurity=False).hexdigest()
        if not hood.take(SOURCE, key):
            return
        left = joined + int(person.rng.random() * 900) * clock.DAY
        fields = {
            "FNAME": typed.given, "LNAME": typed.family,
            "PHONE": phone_as_typed(person.rng, person.mobile) if person.chance(0.3) else "",
            "ADDRESS": {"addr1": typed.street, "city": typed.city, "state": STATE,
                        "zip": typed.zip5, "country": "US"} if person.chance(0.4) else "",
        }
        for number, _ in LISTS[: 1 + person.chance(0.3)]:
            member = {
                "id": key, "email_address": address, "contact_id": person.uuid().replace("-", ""),
                "unique_email_id": key[:10], "full_name": f"{typed.given} {typed.family}",
                "status": "subscribed", "merge_fields": fields, "list_id": number,
                "timestamp_signup": "", "timestamp_opt": _stamp(joined),
                "last_changed": _stamp(joined), "language": "en",
                "tags": [{"id": 7, "name": "Tenants"}] if person.chance(0.2) else [],
            }
            if clock.export_day(left) > clock.export_day(joined):
                self.answers["members"].add(joined, member)
            if left < clock.END:
                status = "archived" if person.chance(0.2) else "unsubscribed"
                gone = {"status": status, "last_changed": _stamp(left)}
                self.answers["members"].add(left, {**member, **gone})
            self.truth.record(joined, SOURCE, "members", f"{number}:{key}", person)
        person.reach(0, joined)
        self._mailings(person, key, joined, left)

    def _mailings(self, person: Person, key: str, joined: int, left: int) -> None:
        for number, _, day in MAILINGS:
            at = clock.START + day * clock.DAY
            if not joined < at < left:
                continue
            recipient = {"campaign_id": number, "list_id": LISTS[0][0], "email_id": key}
            status = "soft" if person.chance(0.02) else "sent"
            self.answers["sent_to"].add(at, {**recipient, "status": status, "open_count": 0})
            acts: list[dict[str, Any]] = []
            opened = at + int(person.rng.random() * clock.DAY)
            if person.chance(0.4):
                acts.append({"action": "open", "timestamp": _stamp(opened), "ip": "192.0.2.1"})
                if person.chance(0.2):
                    url = f"https://kith.example/act?e={key[:6]}"
                    acts.append({"action": "click", "timestamp": _stamp(opened + 60), "url": url})
            self.answers["email_activity"].add(opened, {**recipient, "activity": acts})
            if at < left < at + 30 * clock.DAY:
                self.answers["unsubscribes"].add(left, {**recipient, "timestamp": _stamp(left)})


def _stamp(when: int) -> str:
    return clock.iso(when).replace("Z", "+00:00")


WRITER = Mailchimp
