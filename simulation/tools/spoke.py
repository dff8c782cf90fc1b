"""Spoke (peer-to-peer texting): campaigns, contacts, messages, answers and opt-outs.

Column facts come from the database migrations of the open-source tool (politics-rewired). Times
are timestamptz as text. There is no person table: a human is one contact per campaign, and the
namespace of `external_id` is nowhere stated. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_spoke"
ORGANIZATION = 7
# number, title, day of the year it starts, where its external ids come from
CAMPAIGNS = (
    (501, "Winter check-in", 30, "van"),
    (502, "Hearing turnout, March", 130, "van"),
    (503, "Petition follow-up", 180, "none"),
    (504, "Spreadsheet: fair sign-ups", 230, "row"),
    (505, "Volunteer recruitment", 290, "van"),
    (506, "Vote plan", 331, "van"),
)
ANSWERS = ("Yes", "Maybe", "No", "Wrong number")
STOP_TAG, TRANSLATE_TAG, RETIRED_TAG = 61, 62, 63


class Spoke:
    """Writes one texting account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "spoke", name, f"{name}.csv") for name in headers("spoke")
        }

    def catalog(self) -> None:
        """The organization, its campaigns, their scripts and the tags."""
        self.tables["organization"].add(
            clock.START,
            {"id": ORGANIZATION, "name": "County Organizers", **_stamps(clock.START)},
        )
        for number, title, day, _ in CAMPAIGNS:
            at = clock.START + (day - 2) * clock.DAY
            self.tables["campaign"].add(
                at,
                {
                    "id": number,
                    "organization_id": ORGANIZATION,
                    "title": title,
                    "description": f"{title}, Marlow County",
                    "is_started": "t",
                    "is_archived": "f",
                    "is_approved": "t",
                    "is_template": "f",
                    "is_autoassign_enabled": "f",
                    "use_dynamic_assignment": "f",
                    "due_by": clock.zoned(at + 30 * clock.DAY),
                    "creator_id": 1,
                    "timezone": "US/Eastern",
                    "texting_hours_start": 9,
                    "texting_hours_end": 21,
                    **_stamps(at),
                },
            )
            root = number * 10
            self.tables["interaction_step"].add(
                at,
                {
                    "id": root,
                    "campaign_id": number,
                    "question": "Can we count on you?",
                    "script_options": '{"Hi {firstName}, can we count on you?"}',
                    "is_deleted": "f",
                    **_stamps(at),
                },
            )
            for position, answer in enumerate(ANSWERS, start=1):
                self.tables["interaction_step"].add(
                    at,
                    {
                        "id": root + position,
                        "campaign_id": number,
                        "parent_interaction_id": root,
                        "answer_option": answer,
                        "question": "",
                        "script_options": '{"Thanks, {firstName}!"}',
                        "is_deleted": "f",
                        **_stamps(at),
                    },
                )
        for tag, title in (
            (STOP_TAG, "Do not text"),
            (TRANSLATE_TAG, "Needs Spanish, please"),
            (RETIRED_TAG, "Fair, last year"),
        ):
            self.tables["tag"].add(
                clock.START,
                {
                    "id": tag,
                    "organization_id": ORGANIZATION,
                    "title": title,
                    "description": "",
                    "is_assignable": "t",
                    "is_system": "f",
                    "deleted_at": clock.zoned(clock.START) if tag == RETIRED_TAG else "",
                    **_stamps(clock.START),
                },
            )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The neighbourhood's texters."""
        hood.notes["assignments"] = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            if person is hood.organizer or (person.mobile and person.chance(0.6)):
                self._user(hood, person)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a contact of a few campaigns."""
        if not person.in_spoke:
            return
        for campaign, _, day, namespace in CAMPAIGNS:
            starts = clock.START + day * clock.DAY
            if starts >= person.stages[0] and person.chance(0.42):
                self._contact(hood, person, campaign, starts, namespace)
        if person.reached[0] > clock.END and not person.in_van:
            campaign, _, day, namespace = CAMPAIGNS[-1]
            self._contact(hood, person, campaign, clock.START + day * clock.DAY, namespace)

    def _user(self, hood: Neighbourhood, person: Person) -> None:
        at = person.stages[3]
        person.spoke_user = hood.ids.next("spoke user")
        # Who has a second address texts under that one: one volunteer, several logins.
        email = person.other_email or person.email
        self.tables["user"].add(
            at,
            {
                "id": person.spoke_user,
                "auth0_id": f"auth0|{person.token}",
                "first_name": person.name.given,
                "last_name": person.family_at(at),
                "cell": f"+1{person.mobile}" if len(person.mobile) == 10 else "",
                "email": email.title() if person.chance(0.1) else email,
                "is_superadmin": "f",
                "is_suspended": "f",
                "terms": "t",
                "notification_frequency": "all",
                **_stamps(at),
            },
        )
        self.tables["user_organization"].add(
            at,
            {
                "id": person.spoke_user,
                "user_id": person.spoke_user,
                "organization_id": ORGANIZATION,
                "role": "ADMIN" if person is hood.organizer else "TEXTER",
                **_stamps(at),
            },
        )
        self.truth.record(at, SOURCE, "user", person.spoke_user, person)

    def _assignment(self, hood: Neighbourhood, texter: Person, campaign: int, at: int) -> int:
        assignments: dict[tuple[int, int], int] = hood.notes["assignments"]
        key = (campaign, texter.spoke_user)
        if key not in assignments:
            assignments[key] = hood.ids.next("spoke assignment")
            starts = clock.START + CAMPAIGNS[campaign - 501][2] * clock.DAY
            self.tables["assignment"].add(
                starts,
                {
                    "id": assignments[key],
                    "campaign_id": campaign,
                    "user_id": texter.spoke_user,
                    "max_contacts": "",
                    **_stamps(starts),
                },
            )
        return assignments[key]

    def _contact(
        self, hood: Neighbourhood, person: Person, campaign: int, starts: int, namespace: str
    ) -> None:
        rng = person.rng
        loaded = starts - clock.DAY
        typed = card(hood, person, starts, careless=0.5, paper=True)
        cell = hood.organizer.mobile if typed.phone == hood.organizer.mobile else person.mobile
        if person.old_mobile and typed.phone == person.old_mobile:
            cell = person.old_mobile
        cell = f"+1{cell}"
        contact = hood.ids.next("spoke contact")
        texter = hood.outreacher(rng, starts)
        if not texter.spoke_user:
            texter = hood.organizer
        assignment = self._assignment(hood, texter, campaign, starts)
        external: int | str = ""
        if namespace == "van":
            external = person.vanid or ""
        elif namespace == "row":
            external = contact % 100_000
        fields = "{}"
        if rng.random() < 0.35:
            fields = '{"note":"' + person.token + '","home":"' + typed.street + '"}'
        sent = starts + int((13.5 + rng.random() * 11) * clock.HOUR)
        sent += int(rng.random() * 5) * clock.DAY
        changes: list[tuple[int, dict[str, Any]]] = [(sent, {"message_status": "messaged"})]
        hello = f"Hi {typed.given.strip()}, it's {texter.name.given} with Marlow County Organizers."
        shared = {
            "campaign_contact_id": contact,
            "assignment_id": assignment,
            "contact_number": cell,
            "user_number": "+18565550110",
            "service": "assemble-numbers",
            "num_media": 0,
        }
        self._message(hood, shared, texter, sent, hello, inbound=False)
        person.reach(0, sent)
        texter.reach(3, sent)
        self.truth.did(person, "contact_attempt", sent, SOURCE, author=texter.id)
        self.truth.did(person, "message_sent", sent, SOURCE, author=texter.id)
        wrong = cell != f"+1{person.mobile}"
        draw = rng.random()
        if draw < 0.27:
            replied = sent + int((0.1 + rng.random() * 40) * clock.HOUR)
            stop = draw < 0.035
            if stop:
                text = rng.choice(("STOP", "Stop texting me", "stop\nplease"))
            elif wrong:
                text = "Wrong number, sorry"
            else:
                text = rng.choice(
                    (
                        f"Yes! {typed.given.strip()} here, my code is {person.token}",
                        'Maybe, ask "later"',
                        "No thanks, too busy",
                        "¿En español, por favor?",
                    )
                )
            self._message(hood, shared, texter, replied, text, inbound=True)
            self.truth.did(person, "message_received", replied, SOURCE)
            status = "closed" if stop else "convo"
            changes.append((replied, {"message_status": status, "is_opted_out": _flag(stop)}))
            if stop:
                self._opt_out(hood, contact, texter, assignment, cell, replied)
            else:
                answered = replied + int((0.1 + rng.random() * 5) * clock.HOUR)
                self._message(hood, shared, texter, answered, "Thank you, noted.", inbound=False)
                self.truth.did(person, "message_sent", answered, SOURCE, author=texter.id)
                if rng.random() < 0.7:
                    self._answer(hood, person, texter, contact, campaign, wrong, answered)
                if text.startswith("¿"):
                    self._tag(contact, texter, TRANSLATE_TAG, answered)
        changes = [(at, {**c, "updated_at": clock.zoned(at)}) for at, c in changes]
        self.tables["campaign_contact"].add_changing(
            loaded,
            {
                "id": contact,
                "campaign_id": campaign,
                "assignment_id": assignment,
                "external_id": external,
                "first_name": typed.given,
                "last_name": typed.family,
                "cell": cell,
                "zip": typed.zip5,
                "custom_fields": fields,
                "message_status": "needsMessage",
                "is_opted_out": "f",
                "archived": "f",
                "timezone": "US/Eastern",
                **_stamps(loaded),
            },
            changes,
        )
        self.truth.record(loaded, SOURCE, "campaign_contact", contact, person)

    def _message(
        self,
        hood: Neighbourhood,
        shared: dict[str, Any],
        texter: Person,
        at: int,
        text: str,
        *,
        inbound: bool,
    ) -> None:
        failed = not inbound and hood.rng.random() < 0.03
        stamp = clock.zoned(at)
        self.tables["message"].add(
            at,
            {
                "id": hood.ids.next("spoke message"),
                **shared,
                "user_id": "" if inbound else texter.spoke_user,
                "is_from_contact": _flag(inbound),
                "text": text,
                "num_segments": 1 + len(text) // 160,
                "send_status": "ERROR" if failed else "DELIVERED",
                "error_codes": "{30003}" if failed else "",
                "queued_at": "" if inbound else stamp,
                "sent_at": stamp,
                "created_at": stamp,
                "updated_at": stamp,
            },
        )

    def _opt_out(
        self,
        hood: Neighbourhood,
        contact: int,
        texter: Person,
        assignment: int,
        cell: str,
        at: int,
    ) -> None:
        self.tables["opt_out"].add(
            at,
            {
                "id": hood.ids.next("spoke opt-out"),
                "cell": cell,
                "assignment_id": assignment,
                "organization_id": ORGANIZATION,
                "reason_code": "",
                **_stamps(at),
            },
        )
        self._tag(contact, texter, STOP_TAG, at)

    def _answer(
        self,
        hood: Neighbourhood,
        person: Person,
        texter: Person,
        contact: int,
        campaign: int,
        wrong: bool,
        at: int,
    ) -> None:
        likely = 0 if person.level >= 1 and at >= person.stages[1] else 2
        value = ANSWERS[3 if wrong else (likely if person.chance(0.7) else 1)]
        changes: list[tuple[int, dict[str, Any]]] = []
        undone = None
        if person.chance(0.02):
            undone = late(person, at)
            changes = [(undone, {"is_deleted": "t", "updated_at": clock.zoned(undone)})]
        self.truth.did(
            person, "survey_response", at, SOURCE, undone=undone, author=texter.id
        )
        self.tables["question_response"].add_changing(
            at,
            {
                "id": hood.ids.next("spoke answer"),
                "campaign_contact_id": contact,
                "interaction_step_id": campaign * 10,
                "value": value,
                "is_deleted": "f",
                **_stamps(at),
            },
            changes,
        )

    def _tag(self, contact: int, texter: Person, tag: int, at: int) -> None:
        self.tables["campaign_contact_tag"].add(
            at,
            {
                "campaign_contact_id": contact,
                "tag_id": tag,
                "tagger_id": texter.spoke_user,
                **_stamps(at),
            },
        )


def _stamps(when: int) -> dict[str, str]:
    text = clock.zoned(when)
    return {"created_at": text, "updated_at": text}


def _flag(value: bool) -> str:
    return "t" if value else "f"
