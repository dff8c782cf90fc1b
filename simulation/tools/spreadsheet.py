"""Spreadsheets: one sign-in sheet of block meetings and the answers of a form, both growing.

Rows have no id. Dates and times are month first, in Eastern time; leading zeros are gone.
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person

SOURCE = "county_spreadsheet"


def _month_first(when: int) -> tuple[str, str]:
    """A time's day as 5/1/2026 and the time of day, Eastern."""
    day, time = clock.eastern(when).split(" ")
    year, month, number = day.split("-")
    return f"{int(month)}/{int(number)}/{year}", time


class Spreadsheet:
    """Writes two sheets, each whole every day. Ids are minted at landing: truth has none."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.sheet = desk.table(SOURCE, "spreadsheet", "sign_in_sheet", "Block meetings.csv")
        self.form = desk.table(SOURCE, "spreadsheet", "form_answers", "Form responses 1.csv")

    def catalog(self) -> None:
        """Nothing: the sheets are all there is."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Nothing: anybody may sign."""

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person at up to two meetings, and as the form's."""
        if not person.chance(0.3):
            return
        for _ in range(2 if person.chance(0.3) else 1):
            at = clock.daytime(person.rng, person.moment(person.stages[0]))
            typed = card(hood, person, at, paper=True)
            self.sheet.add(at, {
                "First Name": typed.given, "Last Name": typed.family, "E-mail": typed.email,
                "Cell Phone": typed.phone, "Zip": typed.zip5.lstrip("0"),
                "Meeting": "Block meeting", "Date": _month_first(at)[0],
                "OK to text?": ("yes", "no", "")[int(person.rng.random() * 3)],
            })  # fmt: skip
            person.reach(2, at)
        if person.chance(0.4):
            at = clock.daytime(person.rng, person.moment(person.stages[0]))
            typed = card(hood, person, at)
            self.form.add(at, {
                "Timestamp": " ".join(_month_first(at)),
                "Your Name": f"{typed.given.strip()} {typed.family.strip()}",
                "Email Address": typed.email, "Phone Number": typed.phone, "City": typed.city,
                "Newsletter": "Yes" if person.chance(0.7) else "",
            })  # fmt: skip
            person.reach(0, at)


WRITER = Spreadsheet
