"""Action Network as its SQL mirror gives it: a state alliance's tables, gzipped CSV.

Column facts come from open-source dbt packages that model the mirror. Times are UTC without
saying so. Tables are whole every day; merged-away users and removed tags vanish.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import Card, card, phone_as_typed
from simulation.tools.action_network import account
from simulation.tools.pages import Page, choose, pages
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "alliance_action_network"
GROUP, NETWORK = 3_101, 41
_TOOL = "action_network_mirror"


class ActionNetworkMirror:
    """Writes one group's mirror."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, _TOOL, name, f"{name}.csv.gz") for name in headers(_TOOL)
        }
        self.petitions = pages(SOURCE, "petition")
        self.forms = pages(SOURCE, "form")
        self.funds = pages(SOURCE, "fundraising")
        self.events = pages(SOURCE, "event")
        self.tags = pages(SOURCE, "tag")

    def catalog(self) -> None:
        """The group, its pages and its tags."""
        self.tables["groups"].add(
            clock.START,
            {
                "id": GROUP,
                "name": "State Alliance for Homes, Schools & Transit",
                "email": "office@state-alliance.example",
                "state": STATE,
                "country": "US",
                "network_id": NETWORK,
                "permalink": "state-alliance",
                **_stamps(clock.START),
            },
        )
        for table, found in (
            ("petitions", self.petitions),
            ("forms", self.forms),
            ("fundraisings", self.funds),
            ("events", self.events),
        ):
            for page in found:
                values: dict[str, Any] = {
                    "id": page.number,
                    "uuid": page.uuid,
                    "title": page.title,
                    "hidden": "f",
                    "status": 2,
                    "group_id": GROUP,
                    "language": "en",
                    "permalink": page.title.lower().replace(" ", "-"),
                    "instructions": "",
                    "originating_system": "Action Network",
                    "administrative_title": f"{page.title}, state",
                    **_stamps(page.opened),
                }
                if table != "fundraisings":
                    values["description_text"] = f"<p>{page.title}</p>\n<p>Join in, please.</p>"
                else:
                    values["description_text"] = "Every dollar helps"
                if table == "events":
                    values |= {
                        "start_at": clock.utc(page.opened + 20 * clock.DAY),
                        "end_at": clock.utc(page.opened + 20 * clock.DAY + 2 * clock.HOUR),
                        "timezone": "Eastern Time (US & Canada)",
                        "city": "Marlow",
                        "state": STATE,
                        "location_name": "Faith Hall",
                    }
                self.tables[table].add(page.opened, values)
        for tag in self.tags:
            self.tables["tags"].add(
                tag.opened,
                {
                    "id": tag.number,
                    "name": tag.title,
                    "uuid": tag.uuid,
                    "hidden": "f",
                    "group_id": GROUP,
                    **_stamps(tag.opened),
                },
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing here belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's user (sometimes two, later merged) and what they did."""
        if not person.in_alliance:
            return
        first = person.stages[1] if person.level else person.stages[0]
        first += int(person.rng.random() * 20 * clock.DAY)
        if first >= clock.END:
            return
        typed = card(hood, person, first, careless=0.3)
        user, email = self._user(hood, person, typed, first)
        hood.notes["mirror user", person.id] = user
        for number in range(1 + int(person.rng.random() * (1, 2, 3, 3, 3)[person.level])):
            at = first if number == 0 else person.moment(first)
            if at < clock.END:
                self._act(hood, person, typed, user, email, at)
        if person.chance(0.3):
            self._tag(hood, person, user, person.moment(first))
        if person.other_email and person.chance(0.15):
            self._second(hood, person, user, email, first)
        elif person.mobile and person.chance(0.01):
            self._phone_taken(hood, person, first)

    def _user(
        self,
        hood: Neighbourhood,
        person: Person,
        typed: Card,
        created: int,
        gone: int | None = None,
    ) -> tuple[int, str]:
        email = typed.email if "@" in typed.email else ""
        if email and not hood.take(SOURCE, email.strip().lower()):
            email = ""
        uuid = account(person, email.strip())
        if not hood.take(SOURCE, uuid):
            email, uuid = "", person.uuid()
        user = hood.ids.next("mirror user")
        edited = late(person, created) if person.chance(0.06) else 0
        self.tables["users"].add_changing(
            created,
            {
                "id": user,
                "uuid": uuid,
                "email": email,
                "language": "en",
                "agree": "t",
                "role": "",
                "sign_in_count": 0,
                "is_super_admin": "f",
                "originating_system": "Action Network",
                "receive_transactional_email": "t",
                **_stamps(created),
            },
            [(edited, {"language": "es", "updated_at": clock.utc(edited)})] if edited else [],
            gone,
        )
        if gone is None or clock.export_day(gone) > clock.export_day(created):
            self.truth.record(created, SOURCE, "users", user, person)
        mobile = typed.phone == person.mobile or not email
        hood.notes["other profile"] = hood.notes.get("profile", "")
        hood.notes["profile"] = hood.ids.next("mirror profile")
        profile = {
            "id": hood.notes["profile"],
            "user_id": user,
            "first_name": typed.given,
            "last_name": typed.family,
            "street": f"{typed.street}, Unit {typed.unit}" if typed.unit else typed.street,
            "city": typed.city,
            "state": STATE if typed.city else "",
            "zip_code": typed.zip5,
            "country": "US",
            "phone": phone_as_typed(person.rng, person.mobile) if mobile else "",
            "language": "en",
            "owner_type": "Group",
            "owner_id": GROUP,
            **_stamps(created),
        }
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.new_address is not None and person.moved_at > created and person.chance(0.4):
            new = person.new_address
            changes = [
                (
                    person.moved_at,
                    {
                        "street": f"{new.number} {new.street} {new.kind}, Unit {new.token}",
                        "city": new.city,
                        "zip_code": new.zip5,
                        "updated_at": clock.utc(person.moved_at),
                    },
                )
            ]
        self.tables["core_fields"].add_changing(created, profile, changes, gone)
        self._subscription(hood, person, user, created, gone)
        return user, email

    def _subscription(
        self, hood: Neighbourhood, person: Person, user: int, created: int, gone: int | None
    ) -> None:
        status_id = hood.ids.next("mirror status")
        source = {
            "source_action_id": self.forms[0].number,
            "source_action_type": "Form",
        }
        self.tables["subscriptions"].add_changing(
            created,
            {
                "id": hood.ids.next("mirror subscription"),
                "status": 1,
                "user_id": user,
                "subscriber_id": user,
                "group_id": GROUP,
                "new_user": "t",
                "processed": "t",
                "source_code": person.rng.choice(("", "email", "flyer, spring")),
                "custom_fields": '{"note": "' + person.token + '"}',
                **source,
                **_stamps(created),
            },
            [],
            gone,
        )
        left = late(person, created) if person.chance(0.12) else 0
        changes: list[tuple[int, dict[str, Any]]] = []
        if left:
            changes = [(left, {"status": 2, "updated_at": clock.utc(left)})]
            self.tables["unsubscriptions"].add(
                left,
                {
                    "id": hood.ids.next("mirror unsubscription"),
                    "reason": person.rng.choice(("", 'Too many emails, "sorry"', "moved away")),
                    "user_id": user,
                    "subscriber_id": user,
                    "group_id": GROUP,
                    "processed": "t",
                    **_stamps(left),
                },
            )
        self.tables["subscription_statuses"].add_changing(
            created,
            {
                "id": status_id,
                "status": 1,
                "user_id": user,
                "subscriber_id": user,
                "group_id": GROUP,
                "join_date": clock.utc(created),
                **source,
                **_stamps(created),
            },
            changes,
            gone,
        )

    def _act(
        self, hood: Neighbourhood, person: Person, typed: Card, user: int, email: str, at: int
    ) -> None:
        draw = person.rng.random()
        choice: tuple[str, str, list[Page]]
        if draw < 0.5:
            choice = ("signatures", "petition_id", self.petitions)
        elif draw < 0.75:
            choice = ("answers", "form_id", self.forms)
        elif draw < 0.87:
            choice = ("donations", "fundraising_id", self.funds)
        else:
            choice = ("rsvps", "event_id", self.events)
        table, key, found = choice
        page = choose(person.rng, found, at)
        at = max(at, page.opened)
        values: dict[str, Any] = {
            "id": hood.ids.next(f"mirror {table}"),
            "uuid": person.uuid(),
            "email": email,
            "phone": typed.phone if person.chance(0.4) else "",
            "first_name": typed.given,
            "last_name": typed.family,
            "display_name": f"{typed.given} {typed.family[:1]}",
            "city": typed.city,
            "zip_code": typed.zip5,
            "country": "US",
            "user_id": user,
            key: page.number,
            "custom_fields": '{"note": "' + person.token + '"}' if person.chance(0.3) else "{}",
            "originating_system": "Action Network",
            **_stamps(at),
        }
        if table == "donations":
            amount = person.rng.choice(("10.0", "25.0", "50.0"))
            values |= {"amount": amount, "total_amount": amount, "recurring": "f"}
        if table == "rsvps":
            values["guest_count"] = int(person.rng.random() * 3)
        gone = late(person, at) if person.chance(0.03) else None
        self.tables[table].add_changing(at, values, [], gone)
        person.reach(0 if table == "rsvps" else 1, at)
        doing = {"rsvps": "sign_up", "donations": "donation"}.get(table, "action")
        self.truth.did(person, doing, at, SOURCE, gone=gone)

    def _tag(self, hood: Neighbourhood, person: Person, user: int, at: int) -> None:
        tag = choose(person.rng, self.tags, at)
        at = max(at, tag.opened)
        self.tables["user_tags"].add_changing(
            at,
            {
                "id": hood.ids.next("mirror tagging"),
                "uuid": person.uuid(),
                "tag_id": tag.number,
                "user_id": user,
                "group_id": GROUP,
                **_stamps(at),
            },
            [],
            late(person, at) if person.chance(0.05) else None,
        )

    def _second(
        self, hood: Neighbourhood, person: Person, user: int, email: str, first: int
    ) -> None:
        """A second user with the person's other email; often merged into the first."""
        created = person.moment(first + clock.DAY)
        typed = card(hood, person, created, careless=0.0)
        typed.email = person.email if email == person.other_email else person.other_email
        merged = late(person, created) if person.chance(0.7) else None
        second, second_email = self._user(hood, person, typed, created, merged)
        if merged:
            self.tables["user_merge_logs"].add(
                merged,
                {
                    "id": hood.ids.next("mirror merge"),
                    "list_type": "Group",
                    "list_id": GROUP,
                    "merged_user_id": user,
                    "removed_user_id": second,
                    "merged_user_email": email,
                    "removed_user_email": second_email,
                    **_stamps(merged),
                },
            )
            self.truth.merge(merged, SOURCE, "users", (user, person), (second, person))

    def _phone_taken(self, hood: Neighbourhood, person: Person, first: int) -> None:
        at = late(person, first)
        self.tables["phone_dedupe_logs"].add(
            at,
            {
                "id": hood.ids.next("mirror phone log"),
                "phone": f"1{person.mobile}",
                "owner_id": GROUP,
                "owner_type": "Group",
                "source_id": self.forms[0].number,
                "source_type": "Form",
                "kept_core_field_id": hood.notes["other profile"],
                "removed_core_field_id": hood.notes["profile"],
                **_stamps(at),
            },
        )


def _stamps(when: int) -> dict[str, str]:
    text = clock.utc(when)
    return {"created_at": text, "updated_at": text}
