"""Action Builder (who knows whom, and what organizers noted): tables of its SQL mirror.

Columns follow the vendor's description of the mirror. Times are UTC without saying so, booleans t
and f. An entity is a person or a workplace; custom ids are not deduplicated; what was taken off
stays in the logbook. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.tools.pages import pages
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_action_builder"
PERSON, WORKPLACE, CAMPAIGN, STEWARD = 1, 2, 23, 61


class ActionBuilder:
    """Writes one organization's mirror."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.events = pages(SOURCE, "event")
        self.tables = {
            name: desk.table(SOURCE, "action_builder", name, f"{name}.csv")
            for name in headers("action_builder")
        }

    def catalog(self) -> None:
        """Kinds of entity, the campaign, the field's response, a workplace and the events."""
        stamps = _stamps(clock.START)
        for number, name, human in ((PERSON, "Person", 1), (WORKPLACE, "Workplace", 0)):
            values = {"id": number, "name_singular": name, "name_type": human}
            self.tables["entity_types"].add(clock.START, values | stamps)
        self.tables["campaigns"].add(clock.START, {"id": CAMPAIGN, "name": "Tenants", **stamps})
        self.tables["tags"].add(clock.START, {"id": STEWARD, "name": "Steward", **stamps})
        workplace = {"id": 1, "first_name": "Faith Hall", "entity_type_id": WORKPLACE}
        self.tables["entities"].add(clock.START, workplace | stamps)
        for event in self.events:
            begins = event.opened + 20 * clock.DAY
            values = {"id": event.number, "name": event.title, "campaign_id": CAMPAIGN}
            values |= {"start_date": clock.utc(begins), "location_type": 0}
            values |= {"end_date": clock.utc(begins + 2 * clock.HOUR), "timezone": "US/Eastern"}
            self.tables["calendar_events"].add(event.opened, values | _stamps(event.opened))

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer and the volunteers, who sign in; the first user is a machine."""
        hood.notes["action builder users"] = users = []
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = person.stages[3]
            user = 1 + hood.ids.next("action builder user")
            values = {"id": user, "email": person.email, "first_name": person.name.given}
            values |= {"last_name": person.family_at(at), "role": "organizer", **_stamps(at)}
            self.tables["users"].add(at, values)
            self.truth.record(at, SOURCE, "users", user, person)
            users.append((at, user))

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as an entity, whom they know, and what was noted of them."""
        first = person.stages[min(person.level, 1)]
        if not person.chance(0.3) or first >= clock.END:
            return
        entity = self._entity(hood, person, first)
        neighbour = hood.notes.setdefault(("action builder", household.token), entity)
        if neighbour != entity:
            values = {"from_entity_id": neighbour, "to_entity_id": entity, "status": 1}
            self._add(hood, "entity_connections", first, **values)
        values = {"campaign_id": CAMPAIGN, "entity_id": entity}
        self._add(hood, "campaigns_entities", first, **values)
        self._note(hood, person, entity, "Entity", first)
        if person.level >= 2:
            response = self._tag(hood, person, entity, person.moment(first))
            self._note(hood, person, response, "TaggableLogbook", first)

    def _note(self, hood: Neighbourhood, person: Person, on: int, kind: str, at: int) -> None:
        """What one who signed in by then wrote down. It takes no lot."""
        known = [each for each in hood.notes["action builder users"] if each[0] <= at]
        if not known or on % 2:
            return
        _, user = known[on % len(known)]
        text = f"Works nights, {person.token}"
        values = {"owner_id": on, "owner_type": kind, "created_by_id": user, "note_type": "text"}
        self._add(hood, "global_notes", at, text=text, campaign_id=CAMPAIGN, **values)

    def _entity(self, hood: Neighbourhood, person: Person, at: int) -> int:
        typed = card(hood, person, at, careless=0.5, paper=True)
        entity = self._add(
            hood,
            "entities",
            at,
            first_name=typed.given,
            last_name=typed.family,
            date_of_birth=typed.born,
            calculated_birth_date="f",
            created_by_id=1,
            entity_type_id=PERSON,
            interact_id=person.uuid(),
        )
        self.truth.record(at, SOURCE, "entities", entity, person)
        person.reach(0, at)
        owner = {"owner_id": entity, "owner_type": "Entity", "created_by_id": 1}
        status = "do_not_contact" if person.chance(0.05) else "user_added"
        if "@" in typed.email:
            self._add(hood, "emails", at, **owner, email=typed.email, status=status)
        if typed.phone:
            number = phone_as_typed(person.rng, typed.phone)
            self._add(hood, "phone_numbers", at, **owner, number=number, status="user_added")
        if person.chance(0.2):
            values = {"entity_id": entity, "custom_id": f"custom_id:{entity % 1000}"}
            self._add(hood, "entity_custom_ids", at, **values)
        return entity

    def _tag(self, hood: Neighbourhood, person: Person, entity: int, at: int) -> int:
        values = {"tag_id": STEWARD, "campaign_id": CAMPAIGN, "created_by": 1, "available": "t"}
        values |= {"taggable_id": entity, "taggable_type": "Entity"}
        response = hood.ids.next("action builder taggable_logbook")
        row = {"id": response, **values, **_stamps(at)}
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.chance(0.3):
            off = late(person, at)
            changes = [(off, {"deleted_at": clock.utc(off), "updated_at": clock.utc(off)})]
        self.tables["taggable_logbook"].add_changing(at, row, changes)
        return response

    def _add(self, hood: Neighbourhood, table: str, at: int, **values: Any) -> int:
        number = hood.ids.next(f"action builder {table}")
        self.tables[table].add(at, {"id": number, **values, **_stamps(at)})
        return number


def _stamps(when: int) -> dict[str, str]:
    return {"created_at": clock.utc(when), "updated_at": clock.utc(when)}


WRITER = ActionBuilder
