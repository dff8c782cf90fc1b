"""Salesforce with the Nonprofit Success Pack: objects as a query of all rows gives them.

Columns follow the vendor's object reference. Ids have 18 characters, and 15 where a person copied
them. A merged contact stays as a deleted row that names the one it went into. Gifts are the
household's and have a primary contact; NPSP writes each tie from both sides.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import card, phone_as_typed
from simulation.tools.pages import pages
from simulation.truth import Truth
from simulation.world import STATE, Household, Neighbourhood, Person, late
from simulation.write import headers

SOURCE = "county_salesforce"
PREFIXES = {
    "Account": "001",
    "Contact": "003",
    "User": "005",
    "Campaign": "701",
    "CampaignMember": "00v",
    "Opportunity": "006",
    "Task": "00T",
    "Note": "002",
    "npe4__Relationship__c": "a0L",
}
OUTCOMES = ("No answer", "Left voicemail", "Connected", "Wrong number")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class Salesforce:
    """Writes one organization's objects."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth
        self.event = pages(SOURCE, "event")[0]
        self.tables = {
            name: desk.table(SOURCE, "salesforce", name, f"{name}.csv")
            for name in headers("salesforce")
        }

    def catalog(self) -> None:
        """An event and an appeal."""
        for number, name, kind in ((1, self.event.title, "Event"), (2, "Winter drive", "Email")):
            day = clock.date(self.event.opened + 20 * clock.DAY)
            values = {"Name": name, "Type": kind, "Status": "Planned", "IsDeleted": "false"}
            values |= {"StartDate": day, "EndDate": day, **_stamps(clock.START)}
            values["Id"] = identifier("Campaign", number)
            self.tables["Campaign"].add(clock.START, values)

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The organizer, who has a login."""
        at, person = hood.organizer.stages[0], hood.organizer
        user = identifier("User", hood.ids.next("salesforce user"))
        hood.notes["salesforce user"] = user
        values = {"Id": user, "LastName": person.name.family, "FirstName": person.name.given}
        values |= {"Email": person.email, "IsActive": "true", **_stamps(at)}
        self.tables["User"].add(at, values)
        self.truth.record(at, SOURCE, "user", user[:15], person)

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """The person's contact, sometimes two that are merged, and what was noted of them."""
        first = person.stages[min(person.level, 1)]
        if not person.chance(0.3) or first >= clock.END:
            return
        account = self._account(hood, household)
        contact = self._contact(hood, person, account, first)
        if person.level and person.chance(0.5):
            self._give(hood, person, contact, account, person.moment(first))
        if person.mobile and person.chance(0.3):
            self._call(hood, contact, person.moment(first), OUTCOMES[int(person.rng.random() * 4)])
        campaign = 1 if person.level >= 2 and person.chance(0.5) else 2
        self._join(hood, person, contact, campaign, person.moment(first))
        self._note(hood, person, contact, first + clock.HOUR)
        spouse = hood.notes.setdefault(("salesforce", household.token), contact)
        if spouse != contact:
            self._tie(hood, contact, spouse, first)
            self._tie(hood, spouse, contact, first)
        merged = late(person, first + clock.DAY)
        if person.other_email and person.chance(0.3) and merged < clock.END:
            other = self._contact(hood, person, account, first + clock.HOUR, contact, merged)
            self.truth.merge(
                merged, SOURCE, "contact", (contact[:15], person), (other[:15], person)
            )

    def _account(self, hood: Neighbourhood, household: Household) -> str:
        """The household's, which its first contact brings about."""
        accounts: dict[str, str] = hood.notes.setdefault("salesforce accounts", {})
        if household.token not in accounts:
            account = identifier("Account", hood.ids.next("salesforce Account"))
            accounts[household.token] = account
            name = f"{household.people[0].name.family} Household"
            values = {"Id": account, "IsDeleted": "false", "Name": name, **_stamps(clock.START)}
            values["npe01__SYSTEM_AccountType__c"] = "Household Account"
            self.tables["Account"].add(clock.START, values)
        return accounts[household.token]

    def _contact(
        self, hood: Neighbourhood, person: Person, account: str, at: int, winner: str = "",
        merged: int = 0,
    ) -> str:
        typed = card(hood, person, at, careless=0.3, paper=True)
        contact = identifier("Contact", hood.ids.next("salesforce Contact"))
        email = typed.email.strip() if "@" in typed.email else ""
        if winner:
            email = person.other_email
        phone = phone_as_typed(person.rng, typed.phone) if typed.phone else ""
        values: dict[str, Any] = {
            "Id": contact,
            "IsDeleted": "false",
            "AccountId": account,
            "LastName": typed.family,
            "FirstName": typed.given,
            "Suffix": typed.suffix,
            "MailingStreet": f"{typed.street}\nUnit {typed.unit}" if typed.unit else typed.street,
            "MailingCity": typed.city,
            "MailingState": STATE,
            "MailingPostalCode": typed.zip5,
            "MailingCountry": "United States",
            "Phone": phone,
            "MobilePhone": phone,
            "Email": email,
            "npe01__HomeEmail__c": email,
            "Birthdate": typed.born,
            "HasOptedOutOfEmail": _flag(person.chance(0.05)),
            "DoNotCall": _flag(person.chance(0.03)),
            "npsp__Deceased__c": "false",
            "npsp__Do_Not_Contact__c": _flag(person.chance(0.01)),
            "CreatedById": hood.notes["salesforce user"],
            "LastModifiedById": hood.notes["salesforce user"],
            **_stamps(at),
        }
        changes: list[tuple[int, dict[str, Any]]] = []
        if winner:
            gone = {"IsDeleted": "true", "MasterRecordId": winner}
            changes = [(merged, gone | {"LastModifiedDate": _instant(merged)})]
        self.tables["Contact"].add_changing(at, values, changes)
        self.truth.record(at, SOURCE, "contact", contact[:15], person)
        person.reach(0, at)
        return contact

    def _give(
        self, hood: Neighbourhood, person: Person, contact: str, account: str, at: int
    ) -> None:
        won = person.chance(0.8)
        values = {
            "IsDeleted": "false",
            "AccountId": account,
            "StageName": "Posted" if won else "Pledged",
            "Amount": "25.0",
            "CloseDate": clock.date(at),
            "IsClosed": _flag(won),
            "IsWon": _flag(won),
            "CampaignId": identifier("Campaign", 2)[:15],
            "npsp__Primary_Contact__c": contact,
        }
        self._add(hood, "Opportunity", at, values)
        if won:
            person.reach(1, at)

    def _call(self, hood: Neighbourhood, contact: str, at: int, outcome: str) -> None:
        values = {"WhoId": contact, "Subject": "Call", "TaskSubtype": "Call", "IsClosed": "true"}
        values |= {"CallDisposition": outcome, "CompletedDateTime": _instant(at)}
        values |= {"OwnerId": hood.notes["salesforce user"], "IsDeleted": "false"}
        self._add(hood, "Task", at, values)
        hood.organizer.reach(3, at)

    def _note(self, hood: Neighbourhood, person: Person, contact: str, at: int) -> None:
        """What the organizer wrote about every third contact. It takes no lot."""
        number = hood.ids.next("salesforce noted")
        if number % 3 == 0:
            values = {"ParentId": contact, "Title": "Visit", "IsPrivate": "false"}
            values |= {"Body": f"Has a porch,\nask for {person.token}", "IsDeleted": "false"}
            user = hood.notes["salesforce user"]
            by = {"OwnerId": user, "CreatedById": user, "LastModifiedById": user}
            self._add(hood, "Note", at, values | by)

    def _join(
        self, hood: Neighbourhood, person: Person, contact: str, campaign: int, at: int
    ) -> None:
        status = "Sent"
        if campaign == 1:
            status = "Attended" if person.chance(0.5) else "Registered"
        values = {"CampaignId": identifier("Campaign", campaign), "ContactId": contact}
        self._add(hood, "CampaignMember", at, values | {"Status": status, "IsDeleted": "false"})
        if status == "Attended":
            person.reach(2, max(at, self.event.opened + 20 * clock.DAY))

    def _tie(self, hood: Neighbourhood, contact: str, other: str, at: int) -> None:
        values = {"npe4__Contact__c": contact, "npe4__RelatedContact__c": other}
        values |= {"npe4__Type__c": "Family", "IsDeleted": "false"}
        self._add(hood, "npe4__Relationship__c", at, values)

    def _add(self, hood: Neighbourhood, table: str, at: int, values: dict[str, Any]) -> None:
        row = {"Id": identifier(table, hood.ids.next(f"salesforce {table}")), **_stamps(at)}
        known = set(self.tables[table].columns)
        kept = {name: value for name, value in {**row, **values}.items() if name in known}
        self.tables[table].add(at, kept)


def identifier(table: str, number: int) -> str:
    """An id of 18 characters: the last three say which of the others are capitals."""
    short = f"{PREFIXES[table]}A{number:011}"
    parts = (short[place : place + 5] for place in (0, 5, 10))
    return short + "".join(
        _LETTERS[sum(1 << place for place, letter in enumerate(part) if letter.isupper())]
        for part in parts
    )


def _instant(when: int) -> str:
    return clock.iso(when).replace("Z", ".000Z")


def _stamps(when: int) -> dict[str, str]:
    return {"CreatedDate": _instant(when), "LastModifiedDate": _instant(when)}


def _flag(value: bool) -> str:
    return "true" if value else "false"


WRITER = Salesforce
