"""Commons, a made-up tool whose exports follow the standard of exchange (docs/standard), level 3.

Each export holds what is new or changed. A person who is merged into another stays, deleted.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_kith"
SYSTEM, INSTANCE, EVENT = "commons", "marlow-county", "V-31"
# interaction type, channel, program, result: what a person may be told of, and how far along.
HAPPENINGS = (
    ("contact_attempt", "canvass", "canvass", "canvassed", 0),
    ("contact_attempt", "phone", "phone", "not_home", 0),
    ("message_sent", "text", "text", "delivered", 0),
    ("message_received", "text", "text", "replied", 0),
    ("message_received", "text", "text", "do_not_contact", 0),
    ("mailing_sent", "email", "email", "sent", 0),
    ("mailing_opened", "email", "email", "delivered", 0),
    ("web_visit", "online", "web", "completed", 0),
    ("registration", "in_person", "registration", "completed", 0),
    ("registration", "online", "early_vote", "completed", 0),
    ("action", "online", "digital", "completed", 1),
    ("donation", "online", "donations", "completed", 1),
    ("voided_donation", "online", "donations", "voided", 1),
    ("sign_up", "online", "meetings", "registered", 2),
    ("attendance", "in_person", "meetings", "completed", 2),
    ("no_show", "in_person", "meetings", "no_show", 2),
)


class Commons:
    """Writes one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "kith", name, f"{name}.csv", changes_only=True)
            for name in headers("kith")
        }

    def catalog(self) -> None:
        """Nothing: efforts and events stand in the rows."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The volunteers, and the organizer, who holds the neighbourhood's meeting."""
        users = hood.notes["commons users"] = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = min(person.stages[3], clock.END - clock.DAY)
            users[person.token] = self._person(hood, person, at, "")
        organizer = hood.organizer
        self._happened(
            hood, users[organizer.token], min(organizer.stages[4], clock.FIRST_EXPORT - clock.DAY),
            "hosting", "in_person", "meetings",
            "completed", users[organizer.token],
        )

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """A person some volunteer added, sometimes twice, and what happened with them."""
        if not person.chance(0.3) or person.token in hood.notes["commons users"]:
            return
        at = person.stages[0]
        if at >= clock.END:
            return
        knows = hood.outreacher(person.rng, at)
        user = hood.notes["commons users"][knows.token]
        record = self._person(hood, person, at, user)
        for kind, channel, program, result, stage in HAPPENINGS:
            if person.level >= stage and person.chance(0.3):
                by = user if stage == 0 else record
                when = clock.daytime(person.rng, person.moment(person.stages[stage]))
                if when < clock.END:
                    self._happened(hood, record, when, kind, channel, program, result, by)
                    self._reached(person, knows, kind, stage, when)
        if person.chance(0.2):
            self._tie(hood, record, user, at)
        merged = late(person, at + clock.DAY)
        if person.other_email and person.chance(0.3) and merged < clock.END:
            self._merge(hood, person, record, user, at + clock.HOUR, merged)

    def _person(
        self, hood: Neighbourhood, person: Person, at: int, user: str, gone: int = 0
    ) -> str:
        number = f"M-{hood.ids.next('commons person')}"
        typed = card(hood, person, at)
        said = "opted_in" if person.chance(0.5) else "undecided"
        row: dict[str, Any] = {
            **_whose("member", number), "first_name": typed.given, "last_name": typed.family,
            "email": typed.email, "phone": f"+1{person.mobile}" if person.mobile else "",
            "street_address": typed.street, "city": typed.city, "region_code": f"US-{STATE}",
            "postal_code": typed.zip5, "country_code": "US", "language_code": "en",
            "identifiers": f"card:{100_000 + hood.ids.next('commons card')}",
            "email_consent_code": said, "email_consent_at": clock.iso(at),
            "collected_by_type": "member", "collected_by_id": user or number,
            "created_at": clock.iso(at), "modified_at": clock.iso(at),
        }
        changes = []
        if gone:
            deleted = dict.fromkeys(("modified_at", "deleted_at"), clock.iso(gone))
            changes.append((gone, deleted))
        self.tables["people"].add_changing(at, row, changes)
        self.truth.record(at, SOURCE, "people", number, person)
        return number

    def _happened(
        self, hood: Neighbourhood, record: str, at: int, kind: str, channel: str, program: str,
        result: str, by: str,
    ) -> None:
        number = f"I-{hood.ids.next('commons interaction')}"
        row: dict[str, Any] = {
            **_whose("interaction", number), "person_record_type": "member",
            "person_record_id": record, "happened_at": clock.iso(at), "interaction_type": kind,
            "channel_code": channel, "program_code": program, "result_code": result,
            "result_raw": "Signed" if kind == "action" else result,
            "effort_id": f"E-{program}", "effort_name": f"The year's {program}",
            "collected_by_type": "member", "collected_by_id": by, "modified_at": clock.iso(at),
        }
        row["direction_code"] = "by_them" if by == record else "to_them"
        if program == "meetings":
            row |= {"event_id": EVENT, "event_name": "Neighborhood meeting"}
        if kind.endswith("donation"):
            row |= {"amount_cents": 2500, "currency_code": "USD"}
        if result == "canvassed":
            row |= {"question_id": "Q-1", "question_name": "Will you come to the hearing?",
                    "response_id": "R-1", "response_name": "Yes"}
        self.tables["interactions"].add(at, row)

    def _reached(self, person: Person, knows: Person, kind: str, stage: int, when: int) -> None:
        person.reach(0, when)
        if stage == 0 and kind in ("contact_attempt", "message_sent", "message_received"):
            knows.reach(3, when)
        if kind in ("action", "donation"):
            person.reach(1, when)
        if kind == "attendance":
            person.reach(2, when)

    def _tie(self, hood: Neighbourhood, record: str, user: str, at: int) -> None:
        number = f"T-{hood.ids.next('commons tie')}"
        self.tables["relationships"].add(at, {
            **_whose("tie", number, is_owned=False), "person_record_type": "member",
            "person_record_id": record, "related_record_type": "member",
            "related_record_id": user, "relationship_code": "recruited",
            "related_at": clock.iso(at),
            "collected_by_type": "member", "collected_by_id": user, "modified_at": clock.iso(at),
        })

    def _merge(
        self, hood: Neighbourhood, person: Person, kept: str, user: str, at: int, merged: int
    ) -> None:
        other = self._person(hood, person, at, user, merged)
        number = f"G-{hood.ids.next('commons merge')}"
        self.tables["merges"].add(merged, {
            **_named("merge", number), "merged_record_type": "member",
            "kept_record_id": kept, "removed_record_id": other, "merged_at": clock.iso(merged),
            "merged_by": user, "merge_reason": "The same person",
        })
        self.truth.merge(merged, SOURCE, "people", (kept, person), (other, person))


def _named(kind: str, number: str) -> dict[str, Any]:
    """Which record it is."""
    return {"source_system": SYSTEM, "source_instance": INSTANCE, "record_type": kind,
            "record_id": number}


def _whose(kind: str, number: str, is_owned: bool = True) -> dict[str, Any]:
    """Which record it is, that it was first made here, and whose it is where that is told."""
    made = {"origin_system": SYSTEM, "origin_id": number}
    owned = {"owner_organization_id": "county_organizers", "side_code": "independent"}
    return _named(kind, number) | made | (owned if is_owned else {})


WRITER = Commons
