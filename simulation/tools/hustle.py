"""Hustle (peer-to-peer texting): the daily account export, gzipped JSON by table.

Column facts come from real exports. The same human is one lead per organization; a user is one
agent per group; a lead's own message bears the agent whose conversation it is. `survey_responses`
are the answers there are to choose from, `actions` what was chosen. Only a mark says that a lead
opted out, and phone numbers lack their plus here and there. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_hustle"
ORGANIZATIONS = ("County Organizers", "Marlow Tenants")
# name, day of the year it starts
GOALS = (("Tenant law turnout", 90), ("Summer check-in", 220), ("Vote plan", 325))
ANSWERS = ("Strong yes", "Maybe", "No")
TAGS = ("Needs Spanish", "Wrong number")
RETIRED_TAG = "Fair, last year"
VAN_CONNECTION = "van-connection"


class Hustle:
    """Writes one Hustle account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "hustle", name, f"{name}.json.gz")
            for name in headers("hustle")
        }

    def catalog(self) -> None:
        """Organizations, goals with their question, and tags."""
        for number, name in enumerate(ORGANIZATIONS):
            self._add("organizations", clock.START, id=f"org{number}", name=name)
            self._add(
                "groups",
                clock.START,
                id=f"grp{number}",
                organization_id=f"org{number}",
                name=f"{name}, Marlow",
            )
            for place, (title, day) in enumerate(GOALS):
                at = clock.START + (day - 1) * clock.DAY
                shared = {"organization_id": f"org{number}"}
                goal = f"goal{number}{place}"
                self._add("goals", at, id=goal, group_id=f"grp{number}", name=title, **shared)
                question = "Can we count on you?"
                self._add(
                    "survey_questions", at, id=f"q{goal}", goal_id=goal, question=question, **shared
                )
                for choice, words in enumerate(ANSWERS):
                    self._add(
                        "survey_responses",
                        at,
                        id=f"r{goal}{choice}",
                        survey_question_id=f"q{goal}",
                        formatted_value=words,
                        **shared,
                    )
        for number, words in enumerate(TAGS):
            self._add("tags", clock.START, id=f"tag{number}", organization_id="org0", tag=words)
        retired = {"tag": RETIRED_TAG, "deleted_at": clock.iso(clock.START)}
        self._add("tags", clock.START, id="tag-retired", organization_id="org0", **retired)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer and some volunteers text, each in every group."""
        texters: dict[int, str] = {}
        hood.notes["hustle users"] = texters
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            if person is hood.organizer or person.chance(0.4):
                at = person.stages[3]
                user = f"u{hood.ids.next('hustle user')}"
                texters[id(person)] = user
                self._add(
                    "users",
                    at,
                    id=user,
                    username=f"hustle.{person.token}",
                    full_name=f"{person.name.given} {person.family_at(at)}",
                    email=person.email,
                    phone_number=f"+1{person.mobile}" if person.mobile else "",
                )
                self.truth.record(at, SOURCE, "users", user, person)
                for number in range(len(ORGANIZATIONS)):
                    self._add(
                        "agents",
                        at,
                        id=f"{user}-{number}",
                        user_id=user,
                        group_id=f"grp{number}",
                        organization_id=f"org{number}",
                    )

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a lead of one organization, or of both."""
        if person.mobile and person.chance(0.3):
            self._lead(hood, person, 0)
            if person.chance(0.2):
                self._lead(hood, person, 1)

    def _lead(self, hood: Neighbourhood, person: Person, organization: int) -> None:
        rng = person.rng
        added = person.stages[0]
        typed = card(hood, person, added, careless=0.5, paper=True)
        lead = f"l{hood.ids.next('hustle lead')}"
        shared = {"organization_id": f"org{organization}"}
        changes: list[tuple[int, dict[str, Any]]] = []
        for place, (_, day) in enumerate(GOALS):
            begins = clock.START + day * clock.DAY
            if begins > added and rng.random() < 0.6:
                stopped = self._conversation(hood, person, lead, organization, place, begins)
                if stopped:
                    changes = [(stopped, {"global_opted_out": True, "opt_out_type": "agent"})]
                    break
        if rng.random() < 0.01:
            gone = late(person, max([added, *(at for at, _ in changes)]))
            blank = dict.fromkeys(("first_name", "last_name", "email", "phone_number"), "")
            changes.append((gone, {**blank, "pii_redacted_at": clock.iso(gone)}))
        self.tables["leads"].add_changing(
            added,
            {
                "id": lead,
                **shared,
                "first_name": typed.given,
                "last_name": typed.family,
                "email": typed.email,
                "phone_number": f"{'' if rng.random() < 0.1 else '+'}1{person.mobile}",
                "phone_number_type": "mobile",
                "tags": [],
                "custom_fields": {"street": typed.street, "token": person.token},
                "global_opted_out": False,
                **_stamps(added),
            },
            [(at, {**changed, "updated_at": clock.iso(at)}) for at, changed in changes],
        )
        self.truth.record(added, SOURCE, "leads", lead, person)
        ends = {"deactivated_at": clock.iso(added + clock.DAY)} if rng.random() < 0.03 else {}
        self._add(
            "group_memberships",
            added,
            lead_id=lead,
            group_id=f"grp{organization}",
            **shared,
            **ends,
        )
        if rng.random() < 0.3:
            self._add("lead_tags", added, lead_id=lead, tag_id=f"tag{int(rng.random() * 2)}")
        if person.vanid and rng.random() < 0.5:
            self._add(
                "lead_externals",
                added,
                lead_id=lead,
                integration_id=VAN_CONNECTION,
                type="van",
                identifiers={"vanId": person.vanid},
                version="1",
            )

    def _conversation(
        self,
        hood: Neighbourhood,
        person: Person,
        lead: str,
        organization: int,
        place: int,
        begins: int,
    ) -> int:
        """A goal's texts with a lead; when they asked for no more, or 0."""
        rng = person.rng
        sent = clock.daytime(rng, begins + int(rng.random() * 4) * clock.DAY)
        texter = hood.outreacher(rng, sent)
        users: dict[int, str] = hood.notes["hustle users"]
        if id(texter) not in users:
            texter = hood.organizer
        goal = f"goal{organization}{place}"
        shared = {
            "organization_id": f"org{organization}",
            "lead_id": lead,
            "agent_id": f"{users[id(texter)]}-{organization}",
        }
        thread = {"group_id": f"grp{organization}", "thread_id": f"t{lead}", "type": "sms"}

        def message(at: int, direction: str, text: str) -> None:
            number = f"m{hood.ids.next('hustle message')}"
            said = {"direction": direction, "message": text, "attributed_goal_id": goal}
            self._add("messages", at, id=number, **shared, **thread, **said)

        message(sent, "outbound", f"Hi {person.name.given}, can we count on you?")
        person.reach(0, sent)
        texter.reach(3, sent)
        draw = rng.random()
        if draw > 0.3:
            return 0
        replied = sent + int((0.1 + rng.random() * 30) * clock.HOUR)
        if draw < 0.04:
            message(replied, "inbound", "STOP")
            return replied
        message(replied, "inbound", f"Yes, {person.token} here")
        answered = replied + clock.HOUR
        message(answered, "outbound", "Thank you!")
        choice = int(rng.random() * len(ANSWERS))
        self._add(
            "actions",
            answered,
            id=f"a{hood.ids.next('hustle action')}",
            goal_id=goal,
            type="survey",
            survey_question_id=f"q{goal}",
            survey_response_id=f"r{goal}{choice}",
            value_str=ANSWERS[choice],
            **shared,
        )
        return 0

    def _add(self, table: str, at: int, **values: Any) -> None:
        stamps = {} if table == "lead_tags" else _stamps(at)
        self.tables[table].add(at, {**stamps, **values})


def _stamps(when: int) -> dict[str, str]:
    text = clock.iso(when)
    return {"created_at": text, "updated_at": text}


WRITER = Hustle
