"""TargetSmart's SmartMatch: lists of people sent, and the voters they were matched to.

A list is matched once, and again each month for some: each file holds only that list, and numbers
its rows from one (matchback_id). Few come back with two voters, some with none.
"""

from __future__ import annotations

from hashlib import md5

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import NEIGHBOURHOOD, STATE, Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_target_smart"
# What says who was sent; matchback_id comes before them.
TOLD = ("first_name", "last_name", "address1", "zip", "dob", "phone", "email")


class TargetSmart:
    """Writes the results of one account."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.results = desk.plain(
            SOURCE, "smartmatch_{date}.csv.gz", headers("target_smart")["smartmatch"],
            changes_only=True,
        )  # fmt: skip

    def catalog(self) -> None:
        """Nothing: a result is all there is."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """Rows are numbered as they come, list by list."""
        hood.notes["smartmatch rows"] = [hood.number * NEIGHBOURHOOD] * 2

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person, sent once, and perhaps once more."""
        if not person.chance(0.3):
            return
        voter = f"{STATE}-{person.number + 10_000_000}"
        typed = card(hood, person, clock.FIRST_EXPORT - clock.DAY, paper=True)
        sent = {
            "first_name": typed.given.strip(), "last_name": typed.family.strip(),
            "address1": typed.street, "city": typed.city, "state": STATE, "zip": typed.zip5,
            "dob": typed.born, "phone": typed.phone, "email": typed.email,
        }  # fmt: skip
        days = [0, 1] if person.chance(0.2) else [0]
        found = [voter] if person.chance(0.75) else []
        if found and person.chance(0.04):
            found.append(f"{STATE}-{person.number + 20_000_000}")
        for day in days:
            at = clock.export_time(day) - clock.HOUR
            hood.notes["smartmatch rows"][day] += 1
            row = str(hood.notes["smartmatch rows"][day])
            for voter in found or [""]:
                answer = {
                    "matchback_id": row, "ts__input_row": row, "ts__row": row,
                    "tsmart_match_code": "Y" if voter else "", "vb.voterbase_id": voter,
                    "vb.vf_source_state": STATE if voter else "",
                    "vb.voterbase_registration_status": "Registered" if voter else "",
                }  # fmt: skip
                self.results.add(at, sent | answer)
            # No vanid and no full name were sent: they are empty between the two.
            told = "\x1f".join([row, "", "", *(sent[column] for column in TOLD)])
            record = f"minted:{md5(told.encode(), usedforsecurity=False).hexdigest()}"
            self.truth.record(at, SOURCE, "sent", record, person)


WRITER = TargetSmart
