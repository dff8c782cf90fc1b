"""VAN / EveryAction: pipeline tables in MyCampaign mode, and saved-list exports.

Column, id and vocabulary facts come from the vendor's public help pages and from open-source
packages (dbt-ngpvan, ngpvan-api-client, Parsons, Spoke). Times are naive US/Eastern.
"""

from __future__ import annotations

from typing import Any

from simulation import clock
from simulation.desk import Desk
from simulation.noise import Card, card, nickname, phone_as_typed, street_line
from simulation.tools.van_vocabulary import (
    ACTIVIST,
    ACTIVIST_CODES,
    AUTO_DIAL,
    CAMPAIGNS,
    COMMITTEE,
    CONTACT_TYPES,
    EVENT_KINDS,
    INPUT_TYPES,
    ISSUE,
    MANUAL,
    MOBILE,
    NEIGHBORHOOD_LEADER,
    PHONE,
    PROSPECT,
    QUESTIONS,
    RESULTS,
    STATUSES,
    SUPPORT,
    UNSUCCESSFUL,
    VOLUNTEER,
    WALK,
)
from simulation.truth import Truth
from simulation.world import COUNTY, STATE, Household, Neighbourhood, Person, late

SOURCE = "county_van"


class Van:
    """Writes one county committee's VAN."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.truth = truth

        def table(name: str, **options: Any) -> Any:
            return desk.table(
                SOURCE, "van", name, name + "_{date}.csv", changes_only=True, **options
            )

        self.contacts = table("contacts")
        self.phones = table("contactsphones")
        self.emails = table("contactsemails")
        self.addresses = table("contactsaddresses")
        self.attempts = table("contactscontacts")
        self.answers = table("contactssurveyresponses")
        self.coded = table("contactsactivistcodes")
        self.notes = table("contactsnotes")
        self.codes = table("activistcodes")
        self.questions = table("surveyquestions", newline="\r\n")
        self.responses = table("surveyresponses")
        self.results = table("results", byte_order_mark=True)
        self.contact_types = table("contacttypes")
        self.input_types = table("inputtypes")
        self.events = table("events")
        self.signups = table("eventsignups")
        self.statuses = table("eventsignupseventstatuses")
        self.deduped = table("contactsdeduped")
        self.gifts = table("contacts_contributions")
        self._since = 0
        self.users = table("users")
        self.campaigns = table("campaigns")
        self.committees = table("committees")
        self.saved_list = table("saved_list", newline="\r\n")

    def catalog(self) -> None:
        """The committee's vocabularies."""
        at = clock.START
        self.committees.add(
            at,
            {
                "committeeid": COMMITTEE,
                "stateid": STATE,
                "committeename": "Marlow County Organizers, Inc.",
                "committeeshortname": "Marlow",
                "committeetypename": "Local",
                "active": 1,
            },
        )
        for number, name in CAMPAIGNS:
            self.campaigns.add(
                at,
                {
                    "campaignid": number,
                    "campaignname": name,
                    "campaigndescription": f"{name}\n(whole county)",
                    "committeeid": COMMITTEE,
                    "campaigntypename": "Issue",
                },
            )
        for number, short, name in RESULTS:
            self.results.add(
                at, {"resultid": number, "resultshortname": short, "resultdescription": name}
            )
        for number, name in CONTACT_TYPES:
            self.contact_types.add(at, {"contacttypeid": number, "contacttypename": name})
        for number, name in INPUT_TYPES:
            self.input_types.add(at, {"inputtypeid": number, "inputtypename": name})
        for number, name in ACTIVIST_CODES:
            self.codes.add(
                at,
                {
                    "activistcodeid": number,
                    "stateid": STATE,
                    "activistcodetype": "Action",
                    "activistcodename": name,
                    "activistcodedescription": name,
                    "committeeid": COMMITTEE,
                    "committeecreatedby": COMMITTEE,
                },
            )
        for number, (name, text, responses) in QUESTIONS.items():
            self.questions.add(
                at,
                {
                    "surveyquestionid": number,
                    "stateid": STATE,
                    "cycle": 2026,
                    "surveyquestiontype": "Candidate" if number == SUPPORT else "Issue",
                    "surveyquestionname": name,
                    "surveyquestiontext": text,
                    "createdcommitteeid": COMMITTEE,
                    "active": 1,
                },
            )
            for response, response_name in responses:
                self.responses.add(
                    at,
                    {
                        "surveyquestionid": number,
                        "surveyresponseid": response,
                        "surveyresponsename": response_name,
                    },
                )

    def neighbourhood(self, hood: Neighbourhood) -> None:
        """The neighbourhood's users and events."""
        for person in {id(p): p for p in (hood.organizer, *hood.volunteers)}.values():
            if person is not hood.organizer and not person.chance(0.8):
                continue
            person.van_user = hood.ids.next("van user")
            at = person.stages[3]
            given, family = person.name.given, person.family_at(at)
            self.users.add(
                at,
                {
                    "userid": person.van_user,
                    "username": f"{given[:1].lower()}{person.token}",
                    "firstname": given,
                    "lastname": family,
                    "canvassername": f"{family}, {given}",
                    "address1": street_line(person.address_at(at)),
                    "city": person.address_at(at).city,
                    "state": STATE,
                    "zip": person.address_at(at).zip5,
                },
            )
            self.truth.record(at, SOURCE, "users", person.van_user, person)
        events: list[tuple[int, int, str]] = []
        for week in range(4, 52, 2):
            kind, role = EVENT_KINDS[int(hood.rng.random() * len(EVENT_KINDS))]
            begins = clock.START + (week * 7 + 2) * clock.DAY + 23 * clock.HOUR
            created = begins - 21 * clock.DAY
            number = hood.ids.next("van event")
            events.append((begins, number, role))
            host = hood.outreacher(hood.rng, created)
            values = {
                "eventid": number,
                "eventcalendarid": 1 + EVENT_KINDS.index((kind, role)),
                "eventcalendarname": kind,
                "eventname": f"{kind}, {host.address.city}",
                "eventdescription": 'Bring a friend.\n"Doors at six", bring snacks',
                "dateoffsetbegin": clock.eastern(begins),
                "dateoffsetend": clock.eastern(begins + 2 * clock.HOUR),
                "createdby": host.van_user or hood.organizer.van_user,
                "createdbyusername": _login(hood, host),
                "committeename": "Marlow County Organizers, Inc.",
                "eventshortname": kind[:12],
                "createdbycommitteeid": COMMITTEE,
                "createdbycommitteename": "Marlow County Organizers, Inc.",
                "campaignid": CAMPAIGNS[0][0],
                "datecreated": clock.eastern(created),
                "datemodified": clock.eastern(created),
            }
            changes = []
            if hood.rng.random() < 0.04:
                called_off = begins - 2 * clock.DAY
                off = clock.eastern(called_off)
                changes = [(called_off, {"datesuppressed": off, "datemodified": off})]
            self.events.add_changing(created, values, changes)
        hood.notes["van events"] = events

    def person(self, hood: Neighbourhood, household: Household, person: Person) -> None:
        """Everything VAN holds about a person."""
        if not person.in_van:
            return
        first = person.stages[0]
        created = clock.START + 5 * clock.HOUR if person.chance(0.6) else first
        person.vanid, self._since = self._contact(hood, person, created), created
        if person.chance(0.04):
            self._duplicate(hood, household, person, created)
        self._attempts(hood, person, first)
        if person.level >= 2 or person.chance(0.03):
            self._signups(hood, person)
        if person.level >= 2 and person.chance(0.6):
            self._code(hood, person, ACTIVIST, person.moment(person.stages[2]))
        if person.level >= 2 and person.chance(0.5):
            self._code(hood, person, PROSPECT, person.moment(person.stages[2]))
        if person.level >= 4:
            self._code(hood, person, NEIGHBORHOOD_LEADER, person.stages[4])

    def passed_on(self, person: Person, order: str, number: int, dollars: int, at: int) -> bool:
        """A gift of this person, the last one written, made on ActBlue; False: VAN knew nobody."""
        if not person.vanid or at < self._since:
            return False
        self.gifts.add(at, {
            "contactscontributionid": number, "vanid": person.vanid, "amount": f"{dollars}.0000",
            "datereceived": clock.eastern(at), "onlinereferencenumber": order,
        })  # fmt: skip
        return True

    def _contact(
        self, hood: Neighbourhood, person: Person, created: int, suppressed: int = 0
    ) -> int:
        vanid = 100_000_000 + hood.ids.next("vanid")
        typed = card(hood, person, created, paper=person.chance(0.3))
        address = person.address_at(created)
        by = hood.organizer.van_user
        values = {
            "statecode": STATE,
            "vanid": vanid,
            "firstname": typed.given,
            "middlename": typed.middle,
            "lastname": typed.family,
            "nickname": nickname(person) if person.chance(0.3) else "",
            "suffix": typed.suffix,
            "countyname": COUNTY,
            "committeeid": COMMITTEE,
            "createdbycommitteeid": COMMITTEE,
            "createdby": by,
            "dob": typed.born,
            "sex": ("F" if person.woman else "M") if person.chance(0.8) else "U",
            "cdname": "001",
            "precinctname": f"{hood.number % 60:03}",
            "employername": "Marlow Mills, LLC" if person.chance(0.05) else "",
            "datecreated": clock.eastern(created),
            "datemodified": clock.eastern(created),
        }
        if typed.street:
            number, _, rest = typed.street.partition(" ")
            name, _, kind = rest.rpartition(" ")
            values |= {
                "streetno": number,
                "streetname": name,
                "streettype": kind,
                "apttype": "Unit" if typed.unit else "",
                "aptno": typed.unit,
                "city": typed.city,
                "state": STATE,
                "zip5": typed.zip5,
                "vaddress": _address_line(typed.street, typed.unit),
            }
            self._address(hood, person, vanid, typed, created)
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.moved_at > created and typed.street and person.chance(0.6):
            new = person.address_at(person.moved_at)
            changes.append(
                (
                    person.moved_at,
                    {
                        "streetno": new.number,
                        "streetname": new.street,
                        "streettype": new.kind,
                        "aptno": new.token,
                        "apttype": "Unit",
                        "city": new.city,
                        "zip5": new.zip5,
                        "vaddress": _address_line(street_line(new), new.token),
                    },
                )
            )
        if person.married_at > created and person.chance(0.6):
            changes.append((person.married_at, {"lastname": person.new_family}))
        gone = suppressed or (late(person, created) if person.chance(0.012) else 0)
        if gone:
            changes.append((gone, {"datesuppressed": clock.eastern(gone)}))
        changes = [
            (at, {**changed, "datemodified": clock.eastern(at)})
            for at, changed in sorted(changes, key=lambda change: change[0])
        ]
        self.contacts.add_changing(created, values, changes)
        self.truth.record(created, SOURCE, "contacts", vanid, person)
        self._phones(hood, person, vanid, typed, created)
        if typed.email:
            self._email(hood, person, vanid, typed.email, created)
        if typed.email and person.other_email and person.chance(0.2):
            self._email(hood, person, vanid, person.other_email, person.moment(created))
        if person.chance(0.17) and typed.phone:
            self._saved(person, vanid, typed, address.zip5)
        return vanid

    def _address(
        self, hood: Neighbourhood, person: Person, vanid: int, typed: Card, created: int
    ) -> None:
        number = hood.ids.next("van address")
        values = {
            "statecode": STATE,
            "contactsaddressid": number,
            "vanid": vanid,
            "address": _address_line(typed.street, typed.unit),
            "city": typed.city,
            "state": STATE,
            "zip5": typed.zip5,
            "createdby": hood.organizer.van_user,
            "sourcename": "Imported",
            "addresstype": "Home",
            "datecreated": clock.eastern(created),
        }
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.moved_at > created and person.chance(0.6):
            later = hood.ids.next("van address")
            new = person.address_at(person.moved_at)
            at = clock.eastern(person.moved_at)
            changes = [
                (person.moved_at, {"supersededbycontactsaddressid": later, "datesuppressed": at})
            ]
            self.addresses.add(
                person.moved_at,
                {
                    **values,
                    "contactsaddressid": later,
                    "address": _address_line(street_line(new), new.token),
                    "city": new.city,
                    "zip5": new.zip5,
                    "originalcontactsaddressid": number,
                    "datecreated": at,
                },
            )
        self.addresses.add_changing(created, values, changes)

    def _phones(
        self, hood: Neighbourhood, person: Person, vanid: int, typed: Card, created: int
    ) -> None:
        numbers = [typed.phone] if typed.phone else []
        if person.landline and person.landline not in numbers and person.chance(0.5):
            numbers.append(person.landline)
        for number in numbers:
            landline = number == person.landline
            changes: list[tuple[int, dict[str, Any]]] = []
            if person.chance(0.01):
                gone = late(person, created)
                changes = [(gone, {"datesuppressed": clock.eastern(gone)})]
            self.phones.add_changing(
                created,
                {
                    "statecode": STATE,
                    "contactsphoneid": hood.ids.next("van phone"),
                    "vanid": vanid,
                    "phone": phone_as_typed(person.rng, number),
                    "createdby": hood.organizer.van_user,
                    "sourcename": "Imported",
                    "phonetypeid": 1 if landline else 2,
                    "iscellstatusid": 2 if landline else 1,
                    "countrycode": "US",
                    "internationaldialingprefix": 1,
                    "createdbycommitteeid": COMMITTEE,
                    "datecreated": clock.eastern(created),
                },
                changes,
            )

    def _email(
        self, hood: Neighbourhood, person: Person, vanid: int, email: str, created: int
    ) -> None:
        changes: list[tuple[int, dict[str, Any]]] = []
        if person.chance(0.01):
            gone = late(person, created)
            off = clock.eastern(gone)
            changes = [(gone, {"datesuppressed": off, "datemodified": off})]
        self.emails.add_changing(
            created,
            {
                "statecode": STATE,
                "contactsemailid": hood.ids.next("van email"),
                "vanid": vanid,
                "email": email,
                "committeeid": COMMITTEE,
                "createdby": hood.organizer.van_user,
                "emailsourcename": "Imported",
                "emailtypeid": 1,
                "datecreated": clock.eastern(created),
                "datemodified": clock.eastern(created),
            },
            changes,
        )

    def _saved(self, person: Person, vanid: int, typed: Card, zip5: str) -> None:
        draw = person.rng.random()
        day = 0 if draw < 0.9 else int((draw - 0.9) * 30)
        taken = clock.export_time(day) - clock.HOUR
        line = typed.street and f"{typed.street}, {typed.city}, {STATE} {zip5}"
        self.saved_list.add(
            taken,
            {
                "CanvassFileRequestID": 1286 + day,
                "VanID": vanid,
                "Address": line,
                "FirstName": typed.given,
                "LastName": typed.family,
                "StreetAddress": typed.street,
                "City": typed.city,
                "State": STATE,
                "ZipOrPostal": typed.zip5,
                "County": COUNTY,
                "Email": typed.email,
                "CellPhone": phone_as_typed(person.rng, typed.phone),
                "CongressionalDistrict": "001",
                "StateHouse": "004",
                "StateSenate": "002",
            },
        )

    def _duplicate(
        self, hood: Neighbourhood, household: Household, person: Person, created: int
    ) -> None:
        """A second contact for the person; often merged, now and then into the wrong one."""
        kept, owner = person.vanid, person
        namesake = household.people[0]
        if namesake is not person and namesake.vanid and person.chance(0.25):
            kept, owner = namesake.vanid, namesake
        second = person.moment(created + clock.DAY)
        merged = late(person, second) if person.chance(0.75) else 0
        removed = self._contact(hood, person, second, merged)
        if merged:
            self.deduped.add(
                merged,
                {
                    "contactsdedupedid": hood.ids.next("van merge"),
                    "vanid": kept,
                    "dupvanid": removed,
                    "dedupedby": hood.organizer.van_user,
                    "datededuped": clock.eastern(merged),
                },
            )
            self.truth.merge(merged, SOURCE, "contacts", (kept, owner), (removed, person))

    def _attempts(self, hood: Neighbourhood, person: Person, first: int) -> None:
        rng = person.rng
        for number in range(1 + int(rng.random() * 6.5)):
            at = first if number == 0 else person.moment(first)
            if at >= clock.END:
                continue
            caller = hood.outreacher(rng, at)
            walk = rng.random() < 0.55
            good = rng.random() < 0.3
            result = 14 if good else UNSUCCESSFUL[int(rng.random() * len(UNSUCCESSFUL))]
            known = at + (int(rng.random() * 30) * clock.HOUR if rng.random() < 0.3 else 60)
            attempt = hood.ids.next("van attempt")
            shared = {
                "vanid": person.vanid,
                "datecanvassed": clock.eastern(at),
                "inputtypeid": MOBILE if walk else MANUAL,
                "contacttypeid": WALK if walk else (PHONE if rng.random() < 0.9 else AUTO_DIAL),
                "committeeid": COMMITTEE,
                "username": _login(hood, caller),
                "canvassedby": caller.van_user or hood.organizer.van_user,
                "campaignid": CAMPAIGNS[rng.random() < 0.3][0],
                "datecreated": clock.eastern(known),
                "datemodified": clock.eastern(known),
            }
            row = {"contactscontactid": attempt, "resultid": result, **shared}
            self.attempts.add(known, row)
            if rng.random() < 0.002:
                self.attempts.add(known, row)
            person.reach(0, at)
            caller.reach(3, at)
            author = (caller if caller.van_user else hood.organizer).id
            self.truth.did(person, "contact_attempt", at, SOURCE, shown=known, author=author)
            if good:
                self._answers(hood, person, attempt, shared, at, known, author)
            if good and attempt % 5 == 0:
                self._note(hood, person, shared, known)
                self.truth.did(person, "note", known, SOURCE, author=author)

    def _answers(
        self,
        hood: Neighbourhood,
        person: Person,
        attempt: int,
        shared: dict[str, Any],
        at: int,
        known: int,
        author: str,
    ) -> None:
        rng = person.rng
        supports = person.level >= 1 and at >= person.stages[1]
        chosen: list[tuple[int, int]] = []
        if rng.random() < 0.85:
            which = int(rng.random() * 2) if supports else 2 + int(rng.random() * 3)
            chosen.append((SUPPORT, which))
            if supports:
                person.reach(1, at)
        if rng.random() < 0.3:
            chosen.append((ISSUE, int(rng.random() * 3)))
        if supports and rng.random() < 0.5:
            chosen.append((VOLUNTEER, 0 if person.level >= 3 else 1 + int(rng.random() * 2)))
        for question, which in chosen:
            row = {
                "statecode": STATE,
                "contactssurveyresponseid": hood.ids.next("van answer"),
                "contactscontactid": attempt,
                "surveyquestionid": question,
                "surveyresponseid": QUESTIONS[question][2][which][0],
                **shared,
            }
            changes: list[tuple[int, dict[str, Any]]] = []
            if rng.random() < 0.01:
                fixed = late(person, known)
                other = QUESTIONS[question][2][-1][0]
                if question != SUPPORT:
                    modified = clock.eastern(fixed)
                    changes = [(fixed, {"surveyresponseid": other, "datemodified": modified})]
            self.answers.add_changing(known, row, changes)
            self.truth.did(person, "survey_response", at, SOURCE, shown=known, author=author)

    def _note(
        self, hood: Neighbourhood, person: Person, shared: dict[str, Any], at: int
    ) -> None:
        """What the caller wrote down; one in fifty is taken off again. It takes no lot."""
        number = hood.ids.next("van note")
        values = {
            "statecode": STATE, "contactsnoteid": number, "vanid": person.vanid,
            "committeeid": COMMITTEE, "createdby": shared["canvassedby"],
            "notetext": f'{person.name.given} said: "after six, ask for {person.token}"',
            "notecategoryid": 1, "notecategoryname": "Household",
            "datecreated": clock.eastern(at), "datemodified": clock.eastern(at),
        }  # fmt: skip
        off = at + 3 * clock.DAY
        gone = {"datesuppressed": clock.eastern(off), "datemodified": clock.eastern(off)}
        self.notes.add_changing(at, values, [(off, gone)] if number % 50 == 0 else [])

    def _code(self, hood: Neighbourhood, person: Person, code: int, at: int) -> None:
        stage = {ACTIVIST: 2, PROSPECT: 0, NEIGHBORHOOD_LEADER: 4}[code]
        person.reach(stage, at)
        self.coded.add(
            at,
            {
                "contactsactivistcodeid": hood.ids.next("van code"),
                "vanid": person.vanid,
                "datecanvassed": clock.eastern(at),
                "activistcodeid": code,
                "committeeid": COMMITTEE,
                "inputtypeid": MANUAL,
                "contacttypeid": PHONE,
                "username": f"{hood.organizer.name.given[:1].lower()}{hood.organizer.token}",
                "canvassedby": hood.organizer.van_user,
                "campaignid": CAMPAIGNS[0][0],
                "datecreated": clock.eastern(at),
                "datemodified": clock.eastern(at),
            },
        )

    def _signups(self, hood: Neighbourhood, person: Person) -> None:
        """Sign-ups for a few events, each with its trail of statuses."""
        rng = person.rng
        earliest = person.stages[2] if person.level >= 2 else person.stages[0]
        possible = [
            event
            for event in hood.notes["van events"]
            if event[0] > earliest and not person.gap[0] <= event[0] < person.gap[1]
        ]
        wanted = min(len(possible), 1 + int(rng.random() * (1, 1, 2, 4, 7)[person.level]))
        for begins, event, role in sorted(rng.sample(possible, wanted)):
            helper = role in ("Canvasser", "Phonebanker")
            if helper and (person.level < 3 or begins < person.stages[3]):
                role = "Attendee"
            if person.level >= 4 and begins > person.stages[4] and rng.random() < 0.4:
                role = "Host"
            created = begins - int((1 + rng.random() * 12) * clock.DAY)
            after = begins + 26 * clock.HOUR
            came = rng.random() < (0.0, 0.0, 0.65, 0.8, 0.9)[person.level]
            trail = [(created, 30 if rng.random() < 0.4 else 1)]
            if rng.random() < 0.5:
                trail.append((begins - clock.DAY, rng.choice((11, 18))))
            if came:
                trail.append((after, 2))
            elif rng.random() < 0.3:
                trail.append((begins - clock.HOUR, 5))
            elif rng.random() < 0.8:
                trail.append((after, 6))
            self._signup(hood, person, (event, begins, role), trail)
            recruiter = _recruiter(hood, person, created)
            won = recruiter.id if recruiter else ""
            self.truth.did(person, "sign_up", created, SOURCE, recruiter=won)
            if trail[-1][1] in (2, 5, 6):
                outcome, known = "attendance" if came else "no_show", trail[-1][0]
                as_what = "host" if came and role == "Host" else ""
                self.truth.did(person, outcome, begins, SOURCE, shown=known, role=as_what)
            if created < clock.END:
                person.reach(0, created)
            if came:
                person.reach(2, after)
                if role in ("Canvasser", "Phonebanker"):
                    person.reach(3, after)
                if role == "Host":
                    person.reach(4, after)

    def _signup(
        self,
        hood: Neighbourhood,
        person: Person,
        what: tuple[int, int, str],
        trail: list[tuple[int, int]],
    ) -> None:
        event, begins, role = what
        signup = hood.ids.next("van signup")
        organizer = hood.organizer
        changes: list[tuple[int, dict[str, Any]]] = []
        first_status = 0
        for at, status in trail:
            number = hood.ids.next("van status")
            first_status = first_status or number
            self.statuses.add(
                at,
                {
                    "eventsignupseventstatusid": number,
                    "eventsignupid": signup,
                    "eventstatusid": status,
                    "eventstatusname": STATUSES[status],
                    "createdby": organizer.van_user,
                    "createdbyusername": f"{organizer.name.given[:1].lower()}{organizer.token}",
                    "dateeventstatus": clock.eastern(at),
                    "datecreated": clock.eastern(at),
                },
            )
            changed = {
                "currenteventsignupseventstatusid": number,
                "datemodified": clock.eastern(at),
            }
            changes.append((at, changed))
        created = trail[0][0]
        recruiter = _recruiter(hood, person, created)
        if person.chance(0.01):
            off = max(late(person, created), trail[-1][0])
            text = clock.eastern(off)
            changes.append((off, {"datesuppressed": text, "datemodified": text}))
        self.signups.add_changing(
            created,
            {
                "eventsignupid": signup,
                "eventid": event,
                "vanid": person.vanid,
                "datetimeoffsetbegin": clock.eastern(begins),
                "datetimeoffsetend": clock.eastern(begins + 2 * clock.HOUR),
                "createdby": organizer.van_user,
                "eventroleid": {"Attendee": 1, "Canvasser": 2, "Phonebanker": 3, "Host": 4}[role],
                "eventrolename": role,
                "canvassedby": recruiter.van_user if recruiter else "",
                "currenteventsignupseventstatusid": first_status,
                "inputtypeid": MANUAL,
                "datecreated": clock.eastern(created),
                "datemodified": clock.eastern(created),
            },
            changes[1:],
        )


def _address_line(street: str, unit: str) -> str:
    return f"{street}, Unit {unit}" if unit else street


def _login(hood: Neighbourhood, person: Person) -> str:
    """The name of the login somebody works with: the organizer's, where they have none."""
    whose = person if person.van_user else hood.organizer
    return f"{whose.name.given[:1].lower()}{whose.token}"


def _recruiter(hood: Neighbourhood, person: Person, at: int) -> Person | None:
    """Who won a person for an event by a time: a volunteer, else the organizer.

    It follows from the person, so that it takes no lot and changes nothing else; one in three
    came by themselves.
    """
    if person.number % 3 == 0 or person is hood.organizer:
        return None
    volunteer = hood.volunteers[person.number % len(hood.volunteers)]
    is_there = volunteer.van_user and volunteer.stages[3] + clock.DAY <= at
    return volunteer if is_there and volunteer is not person else hood.organizer
