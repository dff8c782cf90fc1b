"""ActionKit (mass email, online actions): tables of its SQL mirror.

Columns follow published definitions of the tables. Times are UTC without saying so, booleans 1 and
0, and nothing is null: what is not known is empty. Everything on a page is an action, an import and
an unsubscribe too. Tables are whole every day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import Card, card, phone_as_typed
from simulation.tools.pages import choose, pages
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_action_kit"
PETITION, SURVEY, DONATION, EVENT, IMPORT, UNSUBSCRIBE = 801, 802, 803, 804, 805, 806
PAGES = {
    PETITION: ("Petition", "Fund our schools, not fines"),
    SURVEY: ("Survey", "What should we do next?"),
    DONATION: ("Donation", "Tenant defense fund"),
    EVENT: ("EventSignup", "County assembly"),
    IMPORT: ("Import", "Fair sign-ups"),
    UNSUBSCRIBE: ("Unsubscribe", "Leave the list"),
}
CHANGES = {1: "subscribe", 2: "subscribe_import", 3: "unsubscribe_email", 4: "unsubscribe_bounce"}
MAILING, LIST, GROUP, ADDRESS = 40, 1, 2, 90


class ActionKit:
    """Writes one account's mirror."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.events = pages(SOURCE, "event")
        self.tables = {
            name: desk.table(SOURCE, "action_kit", name, f"{name}.csv")
            for name in headers("action_kit")
        }

    def catalog(self) -> None:
        """Pages, the list, the group, kinds of change, events and the one mailing's link."""
        stamps = _stamps(clock.START)
        for number, (kind, title) in PAGES.items():
            values = {"id": number, "title": title, "name": f"page-{number}", "type": kind}
            self.tables["core_page"].add(clock.START, {**values, "list_id": LIST, **stamps})
        for number, name in CHANGES.items():
            values = {"id": number, "name": name}
            self.tables["core_subscriptionchangetype"].add(clock.START, {**values, **stamps})
        self.tables["core_list"].add(clock.START, {"id": LIST, "name": "National", **stamps})
        self.tables["core_usergroup"].add(clock.START, {"id": GROUP, "name": "Captains", **stamps})
        self.tables["core_clickurl"].add(
            clock.START,
            {"id": ADDRESS, "url": "https://act.example/schools?source=mail", "page_id": PETITION}
            | {"created_at": clock.utc(clock.START)},
        )
        called_off = replace(self.events[0], number=99)
        for event in (*self.events, called_off):
            begins = event.opened + 20 * clock.DAY
            self.tables["events_event"].add(
                event.opened,
                {
                    "id": event.number,
                    "title": event.title,
                    "status": "cancelled" if event is called_off else "active",
                    "venue": "Faith Hall",
                    "city": "Marlow",
                    "state": STATE,
                    "zip": "08990",
                    "timezone": "US/Eastern",
                    "starts_at": clock.eastern(begins),
                    "starts_at_utc": clock.utc(begins),
                    "ends_at_utc": clock.utc(begins + 2 * clock.HOUR),
                    **_stamps(event.opened),
                },
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's user, sometimes two that are merged, and what they did."""
        first = person.stages[min(person.level, 1)]
        if not person.email or not person.chance(0.3) or first >= clock.END:
            return
        user = self._user(hood, person, first)
        if not user:
            return
        kind = PETITION if person.level and person.chance(0.7) else IMPORT
        self._act(hood, user, kind, first, person.token if kind == PETITION else "import")
        if kind == PETITION:
            person.reach(1, first)
        self._read(hood, user, person.moment(first))
        if person.level >= 1 and person.chance(0.4):
            self._give(hood, person, user, person.moment(first))
        if person.level >= 2 and person.chance(0.6):
            self._attend(hood, person, user, person.moment(person.stages[2]))
        if person.chance(0.1):
            self._leave(hood, user, late(person, first))
        if person.other_email and person.chance(0.4):
            at = late(person, first + clock.DAY)
            other = self._user(hood, person, first + clock.HOUR, person.other_email)
            if other and at < clock.END:
                self._merge(hood, person, user, other, at)

    def _user(self, hood: Neighbourhood, person: Person, at: int, email: str = "") -> int:
        typed: Card = card(hood, person, at, careless=0.3)
        email = email or typed.email.strip()
        if "@" not in email or not hood.take(SOURCE, email.lower()):
            return 0
        user = hood.ids.next("action kit user")
        self.tables["core_user"].add(
            at,
            {
                "id": user,
                "email": email,
                "first_name": typed.given,
                "last_name": typed.family,
                "suffix": typed.suffix,
                "address1": typed.street,
                "city": typed.city,
                "state": STATE,
                "region": "New Jersey",
                "zip": typed.zip5,
                "postal": typed.zip5,
                "country": "United States",
                "subscription_status": "subscribed",
                **_stamps(at),
            },
        )
        self.truth.record(at, SOURCE, "core_user", user, person)
        person.reach(0, at)
        if typed.phone:
            phone = phone_as_typed(person.rng, typed.phone)
            self._add(hood, "core_phone", at, user_id=user, type="mobile", phone=phone)
        for value in ("Spanish", "driving"):
            if person.chance(0.1):
                self._add(hood, "core_userfield", at, parent_id=user, name="skills", value=value)
        if user % 7 == 0:
            note = f"Wrote to us, signed {person.token}"
            self._add(hood, "core_userstaffnote", at, user_id=user, staff_id=3, note=note)
        if person.level >= 3:
            self._add(hood, "core_user_groups", at, user_id=user, usergroup_id=GROUP)
        self._add(hood, "core_subscription", at, user_id=user, list_id=LIST)
        self._add(hood, "core_subscriptionhistory", at, user_id=user, list_id=LIST, change_id=1)
        return user

    def _act(self, hood: Neighbourhood, user: int, page: int, at: int, source: str) -> int:
        values = {"user_id": user, "page_id": page, "source": source, "status": "complete"}
        # Who was here first brought those after them, as far as anybody knows.
        first = hood.notes.setdefault("action kit user", user)
        if source == "mail" and first != user:
            values["referring_user_id"] = first
        flags = {"created_user": int(source == "import"), "subscribed_user": 1}
        return self._add(hood, "core_action", at, **values, **flags)

    def _read(self, hood: Neighbourhood, user: int, at: int) -> None:
        for place, table in enumerate(("core_usermailing", "core_open", "core_click")):
            values = {"mailing_id": MAILING, "user_id": user}
            if table == "core_click":
                values["clickurl_id"] = ADDRESS
            self._add(hood, table, at + place * 60, **values)

    def _give(self, hood: Neighbourhood, person: Person, user: int, at: int) -> None:
        action = self._act(hood, user, DONATION, at, "mail")
        order = self._add(hood, "core_order", at, action_id=action, user_id=user, total="10.00")
        months = 3 if person.chance(0.3) else 1
        if months > 1:
            values = {"action_id": action, "user_id": user, "amount": "10.00", "period": "months"}
            self._add(hood, "core_orderrecurring", at, order_id=order, **values)
        for month in range(months):
            paid = at + month * 30 * clock.DAY
            self._move(hood, order, paid, "sale", "10.00", person.chance(0.95))
        if person.chance(0.05):
            self._move(hood, order, at + clock.DAY, "credit", "-10.00", True)
        person.reach(1, at)

    def _move(
        self, hood: Neighbourhood, order: int, at: int, kind: str, amount: str, success: bool
    ) -> None:
        values = {"order_id": order, "type": kind, "amount": amount, "currency": "USD"}
        values |= {"success": int(success), "test_mode": 0, "trans_id": f"ch_{order}_{at}"}
        self._add(hood, "core_transaction", at, **values)

    def _attend(self, hood: Neighbourhood, person: Person, user: int, at: int) -> None:
        event = choose(person.rng, self.events, at)
        came = person.chance(0.6)
        values = {"user_id": user, "page_id": EVENT, "event_id": event.number, "role": "attendee"}
        self._act(hood, user, EVENT, at, "mail")
        self._add(hood, "events_eventsignup", at, **values, status="active", attended=int(came))
        if came:
            person.reach(2, max(at, event.opened + 20 * clock.DAY))

    def _leave(self, hood: Neighbourhood, user: int, at: int) -> None:
        action = self._act(hood, user, UNSUBSCRIBE, at, "mail")
        values = {"user_id": user, "list_id": LIST, "change_id": 3, "action_id": action}
        self._add(hood, "core_subscriptionhistory", at, **values)

    def _merge(self, hood: Neighbourhood, person: Person, kept: int, gone: int, at: int) -> None:
        merge = self._add(hood, "core_usermerge", at, primary_id=kept, status="complete")
        for user in (kept, gone):
            self._add(hood, "core_usermerge_users", at, usermerge_id=merge, user_id=user)
        self.truth.merge(at, SOURCE, "core_user", (kept, person), (gone, person))

    def _add(self, hood: Neighbourhood, table: str, at: int, **values: Any) -> int:
        number = hood.ids.next(f"action kit {table}")
        row = {"id": number, **_stamps(at), **values}
        known = set(headers("action_kit")[table])
        self.tables[table].add(at, {name: value for name, value in row.items() if name in known})
        return number


def _stamps(when: int) -> dict[str, str]:
    return {"created_at": clock.utc(when), "updated_at": clock.utc(when)}


WRITER = ActionKit
