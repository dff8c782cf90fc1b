"""ActBlue: a row per line item of an order, what was paid back, and series that were called off.

Column facts come from the sample report of a public connector's tests. Times are Eastern without
saying so. All line items of an order, and all payments of a series, share its receipt id. Each
report holds what is new.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_actblue"
ENTITY = "County Organizers"
OTHER = "Tenants of Marlow"
PAGE = "https://secure.actblue.example/donate/marlow-winter"
MONTH = 30 * clock.DAY
AMOUNTS = ("5.00", "10.00", "27.00", "50.00", "250.00")


class ActBlue:
    """Writes one entity's reports."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "actblue", name, f"{name}.csv", changes_only=True)
            for name in headers("actblue")
        }

    def catalog(self) -> None:
        """Nothing stands apart from gifts."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing belongs to a neighbourhood."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """A supporter's order: one gift or a series, perhaps with a tip or a gift to others."""
        if person.level < 1 or not person.chance(0.3):
            return
        at = person.moment(person.stages[1])
        receipt = f"AB{hood.ids.next('actblue order')}"
        typed = card(hood, person, at)
        order = {
            "Receipt ID": receipt,
            "Fundraising Page": PAGE,
            "Reference Code": "email" if person.chance(0.4) else "",
            "Donor First Name": typed.given,
            "Donor Last Name": typed.family,
            "Donor Addr1": f"{typed.street} {typed.unit}".strip(),
            "Donor City": typed.city,
            "Donor State": STATE,
            "Donor ZIP": typed.zip5,
            "Donor Country": "United States",
            "Donor Occupation": "Teacher, retired",
            "Donor Email": typed.email,
            "Donor Phone": phone_as_typed(person.rng, typed.phone),
            "Amount": AMOUNTS[int(person.rng.random() * len(AMOUNTS))],
            "New Express Signup": "f",
            "Text Message Opt In": ("t", "f", "unknown", "")[int(person.rng.random() * 4)],
        }
        if person.chance(0.25):
            self._series(hood, person, at, order)
        else:
            once = {"Recurring Total Months": "1", "Recurrence Number": "1"}
            self._gift(hood, person, at, {**order, **once})
        if person.chance(0.2):
            tip = {"Recipient": "ActBlue", "Amount": "1.50"}
            self._line(hood, person, at, "managed_form_contributions", {**order, **tip})
        if person.chance(0.1):
            other = {"Recipient": OTHER}
            self._line(hood, person, at, "managed_form_contributions", {**order, **other})

    def _series(
        self, hood: Neighbourhood, person: Person, at: int, order: dict[str, Any]
    ) -> None:
        ends = at + int(person.rng.random() * 12) * MONTH
        for number, paid_at in enumerate(range(at, min(ends, clock.END) + 1, MONTH), start=1):
            payment = {"Recurring Total Months": "unlimited", "Recurrence Number": number}
            self._gift(hood, person, paid_at, {**order, **payment})
        cancelled = ends + clock.DAY
        if cancelled >= clock.END:
            return
        copied = ("Donor First Name", "Donor Last Name", "Donor City", "Donor State", "Donor ZIP",
                  "Donor Country", "Donor Email", "Donor Phone", "Receipt ID", "Reference Code")
        self.tables["cancelled_recurring_contributions"].add(
            cancelled,
            {
                **{name: order[name] for name in copied},
                "Donor Address": order["Donor Addr1"],
                "Recurrence Amount": order["Amount"],
                "Recurrence Frequency": "monthly",
                "Initial Pledge Length": "unlimited",
                "Initial Contribution Date": clock.eastern(at),
                "Cancelled On": clock.eastern(cancelled),
            },
        )
        self.truth.record(
            cancelled, SOURCE, "cancelled_recurring_contributions", order["Receipt ID"], person
        )

    def _gift(self, hood: Neighbourhood, person: Person, at: int, values: dict[str, Any]) -> None:
        line = self._line(hood, person, at, "paid_contributions", {"Recipient": ENTITY, **values})
        person.reach(0, at)
        person.reach(1, at)
        refunded = at + 3 * clock.DAY
        if person.chance(0.04):
            back = {"Refund ID": hood.ids.next("actblue refund"),
                    "Refund Date": clock.eastern(refunded), "Payment ID": line["Lineitem ID"]}
            self.tables["refunded_contributions"].add(refunded, {**line, **back})
            self.truth.record(
                refunded, SOURCE, "refunded_contributions", line["Lineitem ID"], person
            )

    def _line(
        self, hood: Neighbourhood, person: Person, at: int, report: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        number = hood.ids.next("actblue line item")
        line = {**values, "Lineitem ID": number, "Date": clock.eastern(at),
                "Payment Date": clock.eastern(at), "Fee": "0.20", "Recur Weekly": "f"}
        self.tables[report].add(at, line)
        self.truth.record(at, SOURCE, report, number, person)
        return line


WRITER = ActBlue
