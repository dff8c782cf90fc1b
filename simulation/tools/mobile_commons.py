"""Mobile Commons (broadcast texting): the tables a sync makes of its web API, as JSON.

Column facts come from a real sync, what is nested from the API's documentation. A profile is a
number, told with its country code and no plus; times say UTC. Tables are whole every day.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_mobile_commons"
CAMPAIGNS = ({"id": "31", "name": "County alerts"}, {"id": "32", "name": "Vote, early"})
# campaign, text, day of the year
BROADCASTS: tuple[tuple[int, str, int], ...] = (
    (0, "Hearing on the tenant law, 7 pm. Reply YES if you come.", 120),
    (0, "Call the mayor today: reply CALL", 240),
    (1, "Make a plan to vote: https://mcmns.example/x1", 330),
)
MAYOR = {"id": "7", "name": "Call the mayor"}


class MobileCommons:
    """Writes one Mobile Commons account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "mobile_commons", name, f"{name}.jsonl")
            for name in headers("mobile_commons")
        }

    def catalog(self) -> None:
        """Campaigns, their broadcasts, the mConnect and the short link."""
        for campaign in CAMPAIGNS:
            self.tables["campaigns"].add(clock.START, {**campaign, "active": True})
        for number, (group, body, day) in enumerate(BROADCASTS):
            at = clock.START + day * clock.DAY
            told = {"delivery_time": _utc(at), "campaign": CAMPAIGNS[group], "status": "sent"}
            self.tables["broadcasts"].add(at, {"id": 90 + number, "body": body, **told})
        self.tables["m_connects"].add(clock.START, {**MAYOR, "active": True})
        link = {"id": 1, "key": "x1", "url": "https://vote.example/plan"}
        self.tables["tiny_urls"].add(clock.START, {**link, "created_at": _utc(clock.START)})

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nobody writes for the organization: texts are broadcast."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's profile, with one campaign or both."""
        joined = person.stages[0]
        if not (person.mobile and person.chance(0.3)) or joined >= clock.END:
            return
        if not hood.take(SOURCE, person.mobile):
            return  # a number that went from one person to another is still one profile
        rng = person.rng
        profile = str(hood.ids.next("mobile commons profile"))
        phone = f"1{person.mobile}"
        person.reach(0, joined)
        out, campaigns = 0, [0, 1] if rng.random() < 0.6 else [0]
        for campaign, body, day in BROADCASTS:
            sent = clock.daytime(rng, clock.START + day * clock.DAY)
            if campaign in campaigns and sent > joined and not out:
                out = self._broadcast(hood, person, profile, campaign, body, sent)
        subscriptions = []
        for campaign in campaigns:
            told = {"opted_out_at": _utc(out) if out else "", "activated_at": _utc(joined)}
            self.tables["campaign_subscribers"].add(
                joined,
                {
                    "id": hood.ids.next("mobile commons subscription"),
                    "profile_id": profile,
                    "phone_number": phone,
                    "activated_at": _utc(joined),
                },
            )
            subscriptions.append(
                {
                    "campaign_id": CAMPAIGNS[campaign]["id"],
                    "campaign_name": CAMPAIGNS[campaign]["name"],
                    "status": "Opted-Out" if out else "Active",
                    **told,
                }
            )
        typed = card(hood, person, joined, careless=0.4)
        address = {"street1": typed.street, "street2": typed.unit, "city": typed.city}
        place = {"state": STATE, "postal_code": typed.zip5, "country": "US"}
        active = [
            {**subscription, "status": "Active", "opted_out_at": ""}
            for subscription in subscriptions
        ]
        values = {
            "id": profile,
            "first_name": typed.given,
            "last_name": typed.family,
            "phone_number": phone,
            "email": typed.email,
            "status": "Active Subscriber" if rng.random() > 0.04 else "Undeliverable",
            "source": {"type": "Keyword", "name": "JOIN"},
            "address": address | place if typed.street else None,
            "subscriptions": active,
            "custom_columns": {"note": person.token},
            "created_at": _utc(joined),
            "updated_at": _utc(joined),
        }
        changes: list[tuple[int, dict[str, Any]]] = []
        if out:
            end = {"status": "Opted-Out Subscriber", "opted_out_source": "Text"}
            stamps = {"opted_out_at": _utc(out), "updated_at": _utc(out)}
            changes = [(out, {**end, **stamps, "subscriptions": subscriptions})]
        self.tables["profiles"].add_changing(joined, values, changes)
        self.truth.record(joined, SOURCE, "profiles", profile, person)

    def _broadcast(
        self, hood: Neighbourhood, person: Person, profile: str, campaign: int, body: str, sent: int
    ) -> int:
        """A broadcast to a profile and what came of it; when they opted out, or 0."""
        rng = person.rng
        shared: dict[str, Any] = {
            "profile": profile,
            "phone_number": f"1{person.mobile}",
            "campaign": CAMPAIGNS[campaign],
        }
        outgoing = {"id": hood.ids.next("mobile commons out"), "type": "broadcast", "body": body}
        self.tables["outgoing_messages"].add(
            sent, {**outgoing, **shared, "status": "sent", "sent_at": _utc(sent)}
        )
        draw = rng.random()
        replied = sent + int((0.05 + rng.random() * 8) * clock.HOUR)
        if draw > 0.25:
            return 0
        text = "STOP" if draw < 0.03 else f"yes {person.token}"
        incoming = {"id": hood.ids.next("mobile commons in"), "type": "message", "body": text}
        self.tables["incoming_messages"].add(
            replied, {**incoming, **shared, "received_at": _utc(replied)}
        )
        if draw < 0.03:
            return replied
        if campaign == 1:
            self.tables["clicks"].add(
                replied,
                {
                    "id": hood.ids.next("mobile commons click"),
                    "profile_id": profile if rng.random() > 0.1 else "",
                    "url": "https://mcmns.example/x1",
                    "clicked_url": f"https://vote.example/plan?c={person.token}",
                    "created_at": _utc(replied),
                },
            )
        elif draw > 0.15:
            seconds = int(rng.random() * 200) if rng.random() > 0.2 else 0
            self.tables["calls"].add(
                replied,
                {
                    "id": hood.ids.next("mobile commons call"),
                    "profile": {"id": profile, "phone_number": f"1{person.mobile}"},
                    "mconnect": MAYOR,
                    "call_status": "completed" if seconds else "no-answer",
                    "connection_source": "text",
                    "duration": seconds,
                    "start_time": _utc(replied),
                    "end_time": _utc(replied + seconds),
                },
            )
            if seconds:
                person.reach(1, replied)
        return 0


def _utc(when: int) -> str:
    return f"{clock.utc(when)} UTC"


WRITER = MobileCommons
