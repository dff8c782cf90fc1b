"""Empower (relational organizing): the CSV of each endpoint of its export API, version 2.

Everybody is a profile: contacts, and the volunteers who know them. Times are milliseconds since
1970. Requests name a time, so files hold what is new or changed since; tags alone come whole.
"""

from __future__ import annotations

from datetime import datetime

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_empower"
ORGANIZATION, REGION, TAG = 12, 15, 3
CTAS = ((5, "Ask your friends to vote", "relational"), (6, "Doors on Saturday", "doorCanvassing"))
ANSWERS = ("Yes", "Maybe", "No")


class Empower:
    """Writes one organization's exports."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(
                SOURCE, "empower", name, f"{name}.csv", changes_only=name != "profiles_tags"
            )
            for name in headers("empower")
        }

    def catalog(self) -> None:
        """The region, a tag, and the calls to action with their prompts and answers."""
        at = clock.START
        self._add("regions", at, id=REGION, name="Marlow County", status="Active")
        self._add("tags", at, id=TAG, label="Leader", createdMts=_milliseconds(at))
        for number, name, kind in CTAS:
            self._add("ctas", at, id=number, name=name, status="Active", actionType=kind)
            prompt = number * 10
            text = "Will they vote?"
            self._add(
                "ctas_prompts", at, id=prompt, ctaId=number, promptText=text, isDeleted="false"
            )
            for place, answer in enumerate(ANSWERS):
                self._add(
                    "ctas_prompts_answers",
                    at,
                    id=prompt * 10 + place,
                    promptId=prompt,
                    answerText=answer,
                    isDeleted="false",
                    ordering=place,
                )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer and the volunteers, who lead and know the others."""
        hood.notes["empower"] = eids = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            eid = eids[person.token] = self._eid(hood)
            is_organizer = person is hood.organizer
            at = person.stages[3]
            self._profile(
                at,
                person,
                eid,
                parentProfileEid="" if is_organizer else eids[hood.organizer.token],
                role="organizer" if is_organizer else "volunteer",
                firstName=person.name.given,
                lastName=person.family_at(at),
                email=person.email,
                phone=person.mobile,
                state="NJ",
                relationship="personal",
            )
            if person.chance(0.2):
                told = {"createdMts": _milliseconds(at), "createdByProfileEid": eid}
                self._add("profiles_tags", at, eid=eid, tagId=TAG, **told)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a volunteer's contact, whom they may have talked with."""
        if person.token in hood.notes["empower"] or not person.chance(0.3):
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        knows = hood.outreacher(person.rng, at)
        knows_eid, eid = hood.notes["empower"][knows.token], self._eid(hood)
        typed = card(hood, person, at, paper=True)
        person.reach(0, at)
        is_matched = bool(person.vanid) and person.chance(0.6)
        self._profile(
            at,
            person,
            eid,
            parentProfileEid=knows_eid,
            createdByProfileEid=knows_eid,
            role="contact",
            firstName=typed.given,
            lastName=typed.family,
            email=typed.email,
            phone=typed.phone,
            address=typed.street,
            city=typed.city,
            state="NJ",
            zip=typed.zip5,
            myVotersVanId=person.vanid + 7_000_000 if is_matched else "",
            myCampaignVanId=person.vanid if is_matched else "",
            vanMatchStatus="manuallyMatched" if is_matched else "",
            relationship="personal" if person.chance(0.7) else "canvassing",
        )
        if person.chance(0.6):
            self._result(hood, person, knows, eid, at + clock.HOUR)
        self._note(hood, person, knows_eid, eid, at + clock.HOUR)

    def _note(self, hood: Neighbourhood, person: Person, by: str, eid: str, at: int) -> None:
        """What whoever knows them wrote down; every fourth time only that they were in touch."""
        number = hood.ids.next("empower note")
        note = f"Likes mornings, {person.token}" if number % 4 else ""
        self.tables["outreachEntries"].add(at, {
            "uuid": f"{ORGANIZATION}-{number}", "organizationId": ORGANIZATION,
            "organizerEid": by, "targetEid": eid, "outreachCreatedMts": _milliseconds(at),
            "outreachNote": note, "outreachCurrentCtaId": CTAS[0][0],
        })

    def _result(
        self, hood: Neighbourhood, person: Person, knows: Person, eid: str, at: int
    ) -> None:
        number, _, kind = CTAS[0 if person.chance(0.7) else 1]
        result, prompt = hood.ids.next("empower result"), number * 10
        at_doors = ("1", "4", "3")[int(person.rng.random() * 3)]
        self._add(
            "ctas_results",
            at,
            id=result,
            userEid=hood.notes["empower"][knows.token],
            contactEid=eid,
            ctaId=number,
            createdMts=_milliseconds(at),
            updatedMts=_milliseconds(at),
            initialPromptResponse=at_doors if kind == "doorCanvassing" else "",
        )
        knows.reach(3, at)
        if kind == "relational" or at_doors == "1":
            answer = prompt * 10 + int(person.rng.random() * len(ANSWERS))
            self._add("ctas_results_answers", at, resultId=result, answerId=answer, promptId=prompt)

    def _profile(self, at: int, person: Person, eid: str, **values: object) -> None:
        row = {
            "organizationId": ORGANIZATION,
            "eid": eid,
            "regionId": REGION,
            "createdMts": _milliseconds(at),
            "isDeleted": "false",
            **values,
        }
        changes = []
        if person.chance(0.03):
            gone = late(person, at)
            changes = [(gone, {"isDeleted": "true", "updatedMts": _milliseconds(gone)})]
        self.tables["profiles"].add_changing(at, row, changes)
        self.truth.record(at, SOURCE, "profiles", eid, person)

    def _add(self, table: str, at: int, **values: object) -> None:
        self.tables[table].add(at, {"organizationId": ORGANIZATION, **values})

    def _eid(self, hood: Neighbourhood) -> str:
        return f"u-{ORGANIZATION}-{hood.ids.next('empower profile')}"


def _milliseconds(when: int) -> int:
    written = datetime.fromisoformat(clock.iso(when))
    return int(written.timestamp()) * 1000


WRITER = Empower
