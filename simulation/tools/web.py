"""A group's own website: accounts, visits, and forms begun and sent, in the form Kith asks for."""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_web"
PAGES = ("join", "pledge", "calendar", "about-us")


class Web:
    """Writes one website."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "web", name, f"{name}.csv", changes_only=True)
            for name in headers("web")
        }

    def catalog(self) -> None:
        """Nothing stands apart from visits."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """A few anonymous visits, then perhaps an account and what follows."""
        if person.level < 1 or not person.chance(0.4):
            return
        visitor = person.uuid()
        at = person.moment(person.stages[0])
        for number in range(1 + int(person.rng.random() * 3)):
            self._event(hood, person, at + number * 90, "page_view", visitor, "")
        if person.chance(0.5):
            made = at + 600
            user = f"u{hood.ids.next('web user')}"
            typed = card(hood, person, made)
            closed = late(person, made)
            changes = [(closed, {"deleted_at": clock.iso(closed)})] if person.chance(0.2) else []
            self.tables["web_users"].add_changing(
                made,
                {"user_id": user, "first_name": typed.given, "last_name": typed.family,
                 "email": typed.email, "phone": phone_as_typed(person.rng, typed.phone),
                 "postal_code": typed.zip5, "created_at": clock.iso(made)},
                changes,
            )
            self.truth.record(made, SOURCE, "users", user, person)
            person.reach(0, made)
            for number, kind in enumerate(("sign_in", "form_start", "form_submit")):
                self._event(hood, person, made + 60 * number, kind, visitor, user)

    def _event(
        self, hood: Neighbourhood, person: Person, at: int, kind: str, visitor: str, user: str
    ) -> None:
        page = PAGES[int(person.rng.random() * len(PAGES))]
        self.tables["web_events"].add(
            at,
            {"event_id": f"e{hood.ids.next('web event')}", "occurred_at": clock.iso(at),
             "event_type": kind, "event_name": f"{page} form" if "form" in kind else "",
             "page_url": f"https://kith.example/{page}?ref={person.token}",
             "visitor_id": visitor, "user_id": user,
             "utm_source": "email" if person.chance(0.3) else ""},
        )


WRITER = Web
