"""Reach (relational organizing): the CSV exports of one campaign.

Times have no zone and are the campaign's own. The external id of the campaign's choice is a column
under its own name, a survey question one headed by its words and its id in brackets.
"""

from __future__ import annotations

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card
from simulation.truth import Truth
from simulation.world import Household, Neighbourhood, Person
from simulation.write import headers

SOURCE = "county_reach"
WHOLE = ("relationships", "users")
TIES = ("Friend", "Family", "Neighbor", "Coworker")
ACTIONS = ("SMS", "Phone", "Email", "Mark as Contacted")


class Reach:
    """Writes one campaign's exports."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.tables = {
            name: desk.table(SOURCE, "reach", name, f"{name}.csv", changes_only=name not in WHOLE)
            for name in headers("reach")
        }

    def catalog(self) -> None:
        """Nothing: questions and tags stand in the rows."""

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The campaign's users."""
        hood.notes["reach users"] = users = {}
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            at = person.stages[3]
            user = users[person.token] = f"R{hood.ids.next('reach user')}"
            self.tables["users"].add(
                at,
                {
                    "User ID": user,
                    "First Name": person.name.given,
                    "Last Name": person.family_at(at),
                    "Email": person.email,
                    "Phone": person.mobile,
                    "Role": "Admin" if person is hood.organizer else "User",
                },
            )
            self.truth.record(at, SOURCE, "users", user, person)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person as a voter a user found, or somebody a user added."""
        if not person.chance(0.3):
            return
        at = clock.daytime(person.rng, person.moment(person.stages[0]))
        knows = hood.outreacher(person.rng, at)
        user = hood.notes["reach users"][knows.token]
        number = f"49{hood.ids.next('reach person')}"
        typed = card(hood, person, at, careless=0.4)
        is_voter, told = person.chance(0.6), clock.eastern(at)
        shared = {"Reach ID": number, "User ID": user, "Timestamp": told}
        answer = "Yes" if person.chance(0.5) else ""
        self.tables["people"].add(
            at,
            {
                "Reach ID": number,
                "State Voter ID": f"NJ{number}" if is_voter else "",
                "Added Timestamp": "" if is_voter else told,
                "Added by User ID": "" if is_voter else user,
                "Last Reached Timestamp": told,
                "Last Reached by User ID": user,
                "Last Reached by User Name": knows.name.given,
                "Source Tag": "Voter" if is_voter else "Reach Add",
                "Campaign Tags": "Volunteer; Union Member" if person.chance(0.2) else "",
                "First Name": typed.given,
                "Last Name": typed.family,
                "Address": typed.street,
                "City": typed.city,
                "State": "NJ",
                "Zip": typed.zip5,
                "Phone": typed.phone if person.chance(0.6) else "",
                "Email": typed.email if person.chance(0.4) else "",
                "Will you vote? [8]": answer,
            },
        )
        self.truth.record(at, SOURCE, "people", number, person)
        person.reach(0, at)
        knows.reach(3, at)
        tie = TIES[int(person.rng.random() * len(TIES))]
        self.tables["relationships"].add(at, {**shared, "Relationship": tie})
        action = ACTIONS[int(person.rng.random() * len(ACTIONS))]
        point = {"Email": person.email, "Mark as Contacted": ""}.get(action, person.mobile)
        contact = {**shared, "Contact Info": point}
        self.tables["contact_actions"].add(at, {**contact, "Action Type": action})
        if point and person.chance(0.05):
            self.tables["contact_actions"].add(at + 60, {**contact, "Action Type": "Opt Out"})
        if answer:
            self.tables["responses"].add(
                at,
                {
                    **shared,
                    "Question ID": 8,
                    "Question": "Will you vote?",
                    "Response": answer,
                    "Reach UID": hood.ids.next("reach response"),
                },
            )


WRITER = Reach
