"""ThruText (peer-to-peer texting): the account-level exports of messages, surveys and opt-outs.

Column facts come from real exports. Times are UTC without saying so; an export holds what happened
since the one before; texters have no id. Every question has a row per conversation, answered or
not. Some people opt out, in and out again in one conversation.
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_thrutext"
# number, title, day of the year it starts
CAMPAIGNS = (
    (8101, "Tenant law turnout", 100),
    (8102, "Summer, check-in", 215),
    (8103, "Vote", 322),
)
ANSWERS = ("Yes", "Maybe", "No", "Moved, sorry")


class ThruText:
    """Writes one ThruText account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "thrutext", name, f"{name}_{{date}}.csv", changes_only=True)
            for name in headers("thrutext")
        }

    def catalog(self) -> None:
        """Campaigns have no export of their own."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Texters are only named where they write."""
        hood.notes["thrutext senders"] = set()

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a contact of a few campaigns."""
        if not (person.mobile and person.chance(0.3)):
            return
        contact = hood.ids.next("thrutext contact")
        added = 0
        for campaign, title, day in CAMPAIGNS:
            begins = clock.START + day * clock.DAY
            if begins > person.stages[0] and person.chance(0.6):
                sent = clock.daytime(person.rng, begins + int(person.rng.random() * 6) * clock.DAY)
                added = added or sent
                self._conversation(hood, person, contact, campaign, title, sent)
        if added:
            self.truth.record(added, SOURCE, "contacts", contact, person)

    def _conversation(
        self,
        hood: Neighbourhood,
        person: Person,
        contact: int,
        campaign: int,
        title: str,
        sent: int,
    ) -> None:
        rng = person.rng
        typed = card(hood, person, sent, careless=0.3, paper=True)
        conversation = hood.ids.next("thrutext conversation")
        shared: dict[str, Any] = {
            "conversation_id": conversation,
            "contact_id": contact,
            "contact_first_name": typed.given,
            "contact_last_name": typed.family,
            "contact_phone": f"+1{person.mobile}",
            "Polling Location": f"{typed.city} firehouse, rear" if typed.city else "",
            "van_campaign_id": person.vanid or "",
        }
        effort = {"campaign_id": campaign, "campaign_name": title}
        texter = hood.outreacher(rng, sent)
        failed = rng.random() < 0.03
        self._message(
            hood,
            sent,
            {**shared, **effort, "message_error": "30003: unreachable" if failed else ""},
            f"Hi {typed.given.strip()}, it's {texter.name.given}. Can we count on you?",
            texter,
        )
        person.reach(0, sent)
        texter.reach(3, sent)
        draw = 1.0 if failed else rng.random()
        replied = sent + int((0.1 + rng.random() * 30) * clock.HOUR)
        answer = ""
        if draw < 0.05:
            self._message(hood, replied, {**shared, **effort}, "STOP", None)
            decisions = [("auto", replied)]
            if draw < 0.02:
                decisions += [("opt_in", replied + clock.DAY), ("manual", replied + 2 * clock.DAY)]
            for kind, at in decisions:
                self.tables["opt_outs"].add(
                    at,
                    {"timestamp": clock.utc(at), **shared, "opt_out_type": kind, "note": ""},
                )
        elif draw < 0.3:
            text = f'Yes, {person.token} here, "count" on me'
            self._message(hood, replied, {**shared, **effort}, text, None)
            answer = ANSWERS[int(rng.random() * len(ANSWERS))]
        noted = replied + clock.HOUR if answer else sent
        self.tables["surveys"].add(
            noted,
            {
                **effort,
                **shared,
                "survey_id": campaign * 10,
                "survey_question": "Can we count on you?",
                "survey_type": "multiple_choice",
                "response": answer,
                "updated_at": clock.utc(noted),
                "sync_status": "synced" if answer and person.vanid else "",
            },
        )

    def _message(
        self,
        hood: Neighbourhood,
        at: int,
        values: dict[str, Any],
        text: str,
        texter: Person | None,
    ) -> None:
        sender: dict[str, Any] = {"message_direction": "incoming"}
        if texter is not None:
            own = texter.email and texter.own_email
            email = texter.email if own else f"texter.{texter.token}@mail.example"
            sender = {
                "message_direction": "outgoing",
                "sender_first_name": texter.name.given,
                "sender_last_name": texter.name.family,
                "sender_phone": f"+1{texter.mobile}" if texter.mobile else "",
                "sender_email": email,
            }
            known: set[int] = hood.notes["thrutext senders"]
            if id(texter) not in known:
                known.add(id(texter))
                # As the warehouse mints a texter's id: by address.
                key = md5(email.lower().encode(), usedforsecurity=False).hexdigest()
                self.truth.record(at, SOURCE, "senders", f"minted:{key}", texter)
        self.tables["messages"].add(
            at,
            {
                "timestamp": clock.utc(at),
                "message_id": hood.ids.next("thrutext message"),
                "message_body": text,
                **sender,
                "conversation_phone": "+18565550120",
                "message_segment_count": 1 + len(text) // 160,
                **values,
            },
        )


WRITER = ThruText
