"""People: find, create, get, update, merge and suppress them; their phones, codes and notes."""

from __future__ import annotations

from typing import Any

from standins.server import Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import Row, VanBase, digits, is_active, whole

# The API's name of each plain field of a person, and its column in the pipeline tables.
FIELDS = {
    "firstName": "firstname",
    "middleName": "middlename",
    "lastName": "lastname",
    "suffix": "suffix",
    "nickname": "nickname",
    "sex": "sex",
    "dateOfBirth": "dob",
    "employer": "employername",
    "occupation": "occupationname",
    "party": "party",
}
# Fields of the documented person that the account leaves empty.
EMPTY = (
    "title", "contactMode", "organizationContactCommonName", "organizationContactOfficialName",
    "salutation", "formalSalutation", "additionalSalutation", "preferredPronoun", "envelopeName",
    "formalEnvelopeName", "additionalEnvelopeName", "contactMethodPreferenceCode", "website",
    "professionalSuffix", "selfReportedRace", "selfReportedEthnicity", "selfReportedRaces",
    "selfReportedEthnicities", "selfReportedGenders", "selfReportedSexualOrientations",
    "selfReportedLanguagePreference", "recordedAddresses", "customFields", "contributionSummary",
    "caseworkCases", "caseworkIssues", "caseworkStories", "scores", "customProperties",
    "electionRecords", "membershipStatus", "organizationRoles", "districts",
)  # fmt: skip


class People(VanBase):
    """`/people` and what is below it."""

    def person(self, request: Request, key: str) -> Row:
        """A person by VANID or ``{personIdType}:{id}``. Raises 404, also for who was merged away.

        Documented: docs.ngpvan.com/reference/peoplevanid and .../peoplepersonidtypepersonid.
        """
        kind, colon, value = key.rpartition(":")
        if not colon:
            return self.row("contacts", request, value, "The person")
        if kind.lower() == "vanid":
            return self.row("contacts", request, value, "The person")
        found = self.store.look_up(request.space, f"id {kind.lower()}", value)
        if len(found) != 1:
            raise self.refuse(404, "The person was not found.")
        return self.row("contacts", request, found[0], "The person")

    def living(self, kind: str, request: Request, vanid: int) -> list[Row]:
        """A person's rows that are neither suppressed nor taken off."""
        rows = self.store.of(kind, request.space, vanid)
        return [row for _, row in rows if is_active(row)]

    @endpoint("GET", "people/{vanid}")
    def get_person(self, request: Request, vanid: str) -> Response:
        """A person; what isn't named in ``$expand`` is null.

        Documented: docs.ngpvan.com/reference/peoplevanid; field names as in Parsons' fixtures.
        """
        row = self.person(request, vanid)
        wanted = {word.strip().lower() for word in request.one("$expand").split(",")}
        return Response(200, self.shown(row, request, wanted))

    def shown(self, row: Row, request: Request, expand: set[str]) -> dict[str, Any]:
        """A person as the API shows them."""
        number = row["vanid"]
        view: dict[str, Any] = {"vanId": number}
        view |= {name: row.get(column) or None for name, column in FIELDS.items()}
        if view["dateOfBirth"]:
            view["dateOfBirth"] = str(view["dateOfBirth"])[:10] + "T00:00:00Z"
        view |= dict.fromkeys(EMPTY)
        sections: dict[str, tuple[str, Any]] = {
            "phones": ("phones", self._phones),
            "emails": ("emails", self._emails),
            "addresses": ("addresses", self._addresses),
            "externalids": ("identifiers", self._identifiers),
            "suppressions": ("suppressions", self._suppressions),
            "codes": ("codes", self._codes),
            "notes": ("notes", self._notes),
        }
        for section, (name, show) in sections.items():
            view[name] = show(row, request) if section in expand else None
        view["vanId"] = number
        return view

    def _phones(self, row: Row, request: Request) -> list[dict[str, Any]]:
        return [
            {
                "phoneId": phone["contactsphoneid"],
                "phoneNumber": phone["phone"],
                "ext": None,
                "dateCreated": self.with_offset(phone.get("datecreated")),
                "phoneType": vocabulary.PHONE_TYPE_NAMES.get(
                    whole(phone.get("phonetypeid")), "Home"
                ),
                "isPreferred": place == 0,
                "smsOptInStatus": {"I": "OptIn", "O": "OptOut"}.get(
                    phone.get("smsoptinstatus", "U"), "Unknown"
                ),
                "phoneOptInStatus": "Unknown",
                "isCellStatus": {"statusId": 2, "statusName": "Unverified"},
            }
            for place, phone in enumerate(self.living("contactsphones", request, row["vanid"]))
        ]

    def _emails(self, row: Row, request: Request) -> list[dict[str, Any]]:
        return [
            {
                "email": email["email"],
                "type": "P",
                "isPreferred": place == 0,
                "isSubscribed": True,
                "subscriptionStatus": "N",
            }
            for place, email in enumerate(self.living("contactsemails", request, row["vanid"]))
        ]

    def _addresses(self, row: Row, request: Request) -> list[dict[str, Any]]:
        return [
            {
                "addressId": address["contactsaddressid"],
                "addressLine1": address.get("address"),
                "addressLine2": None,
                "addressLine3": None,
                "city": address.get("city"),
                "stateOrProvince": address.get("state"),
                "zipOrPostalCode": address.get("zip5"),
                "geoLocation": None,
                "countryCode": "US",
                "preview": address.get("address"),
                "type": address.get("addresstype") or "Home",
                "isPreferred": place == 0,
                "streetAddress": address.get("address"),
                "displayMode": "Standardized",
            }
            for place, address in enumerate(self.living("contactsaddresses", request, row["vanid"]))
        ]

    def _identifiers(self, row: Row, request: Request) -> list[dict[str, Any]]:
        return [{"type": t, "externalId": i} for t, i in row.get("identifiers", {}).items()]

    def _suppressions(self, row: Row, request: Request) -> list[dict[str, Any]]:
        return [
            {"suppressionCode": code, "suppressionName": name}
            for code, name in row.get("suppressions", {}).items()
        ]

    def _codes(self, row: Row, request: Request) -> list[dict[str, Any]]:
        codes = self.living("contactscodes", request, row["vanid"])
        return [{"codeId": code["codeid"], "dateCreated": code["datecreated"]} for code in codes]

    def _notes(self, row: Row, request: Request) -> list[dict[str, Any]]:
        notes = self.living("contactsnotes", request, row["vanid"])
        return [
            {
                "noteId": note["contactsnoteid"],
                "text": note["notetext"],
                "isViewRestricted": note.get("isviewrestricted", False),
                "category": None,
                "createdDate": self.with_offset(note["datecreated"]),
            }
            for note in notes
        ]

    @endpoint("POST", "people/find")
    def find(self, request: Request) -> Response:
        """302 to the one person who fits; 404 otherwise, 400 without the minimum keys.

        Documented: docs.ngpvan.com/reference/peoplefind; the keys are listed in Parsons'
        `find_person`. That several who fit are as none is this stand-in's choice.
        """
        found = self.matches(request, request.json())
        if len(found) != 1:
            raise self.refuse(404, "The person was not found.")
        return self._matched(found[0], 302, "Matched")

    @endpoint("POST", "people/findByPhone")
    def find_by_phone(self, request: Request) -> Response:
        """The one person with a phone number; 404 where there is none and where there are several.

        Documented: docs.everyaction.com/reference/find-by-phone.
        """
        number = digits(request.json().get("phoneNumber"))
        if len(number) != 10:
            raise self.invalid("A valid phone number is required", "phoneNumber")
        found = self.with_phone(request, number)
        if len(found) != 1:
            raise self.refuse(404, "The person was not found.")
        return Response(200, self.shown(found[0], request, set()))

    @endpoint("POST", "people/findOrCreate")
    def find_or_create(self, request: Request) -> Response:
        """Updates the one person who fits (302) or creates one (201); not in MyVoters.

        Documented: docs.ngpvan.com/reference/peoplefindorcreate; Parsons' `upsert_person`.
        """
        given = request.json()
        self.campaign_only(request, "FORBIDDEN", "Contacts can't be created in this database.")
        if given.get("vanId"):
            row = self.row("contacts", request, given["vanId"], "The person")
            self.change(row, given, request)
            return self._matched(row, 302, "Matched")
        found = self.matches(request, given)
        if len(found) == 1:
            self.change(found[0], given, request)
            return self._matched(found[0], 302, "Matched")
        return self._matched(self.create(given, request), 201, "UnmatchedStored")

    @endpoint("POST", "people/{vanid}")
    def update(self, request: Request, vanid: str) -> Response:
        """Updates a person: findOrCreate with this VANID; 404 where there is none.

        Documented: docs.ngpvan.com/reference/peoplevanid.
        """
        self.campaign_only(request, "FORBIDDEN", "Contacts can't be changed in this database.")
        row = self.person(request, vanid)
        self.change(row, request.json(), request)
        return Response(200, {"vanId": row["vanid"], "status": "Matched", "errors": []})

    def _matched(self, row: Row, status: int, word: str) -> Response:
        number = row["vanid"]
        return Response(
            status,
            {"vanId": number, "status": word, "errors": []},
            {"Location": f"{self.url}people/{number}"},
        )

    def with_phone(self, request: Request, number: str) -> list[Row]:
        """People with a phone number of ten digits that stands."""
        return [
            row
            for row in self._standing(request, "phone", number)
            if any(
                digits(phone["phone"]) == number
                for phone in self.living("contactsphones", request, row["vanid"])
            )
        ]

    def _standing(self, request: Request, name: str, value: str) -> list[Row]:
        found = [
            self.store.get("contacts", request.space, number)
            for number in self.store.look_up(request.space, name, value)
        ]
        return [row for row in found if row and not row.get("datesuppressed")]

    def matches(self, request: Request, given: Row) -> list[Row]:
        """Who fits, by the first minimum key that is whole and that somebody fits.

        Documented: first+last+email, first+last+phone, first+last+zip5+birth date,
        first+last+street+zip5, email alone (Parsons' `find_person`).
        """
        first, last = (str(given.get(n) or "").lower() for n in ("firstName", "lastName"))
        emails = [str(e.get("email") or "").lower() for e in given.get("emails") or []]
        phones = [digits(p.get("phoneNumber")) for p in given.get("phones") or []]
        addresses = given.get("addresses") or []
        zips = [str(a.get("zipOrPostalCode") or "")[:5] for a in addresses]
        streets = [str(a.get("addressLine1") or "").lower() for a in addresses]
        born = str(given.get("dateOfBirth") or "")[:10]

        def is_named(row: Row) -> bool:
            names = (str(row.get(n) or "").lower() for n in ("firstname", "lastname"))
            return tuple(names) == (first, last)

        named = bool(first and last)
        if not (any(emails) or (named and (any(phones) or (any(zips) and (born or any(streets)))))):
            raise self.invalid("There isn't enough to find a person by.", "firstName", "lastName")
        tries: list[list[Row]] = []
        if named:
            for name, values in (("email", emails), ("phone", phones)):
                tries += [
                    [r for r in self._standing(request, name, value) if is_named(r)]
                    for value in values if value
                ]  # fmt: skip
            if any(zips):
                tries.append([
                    row for row in self._standing(request, "name", f"{first}|{last}")
                    if row.get("zip5") in zips
                    and ((born and str(row.get("dob") or "")[:10] == born)
                         or (str(row.get("vaddress") or "").lower() in streets))
                ])  # fmt: skip
        tries += [self._standing(request, "email", value) for value in emails if value]
        return next((found for found in tries if found), [])

    def create(self, given: Row, request: Request, method: str = "single") -> Row:
        """A new person with what is given."""
        row: Row = {"statecode": "", "datesuppressed": ""}
        number = self.add("contacts", row, request)
        row = self.store.get("contacts", request.space, number) or row
        self.done(request, "person", number, method=method)
        self.change(row, given, request, method)
        return row

    def change(self, row: Row, given: Row, request: Request, method: str = "single") -> None:
        """Write what is given; phones, emails and addresses are added, and nothing is cleared."""
        number = row["vanid"]
        for name, column in FIELDS.items():
            if given.get(name):
                row[column] = str(given[name])[:10] if name == "dateOfBirth" else given[name]
        for identifier in given.get("identifiers") or []:
            kind, value = str(identifier["type"]), str(identifier["externalId"])
            row.setdefault("identifiers", {})[kind] = value
            self.store.lead(request.space, f"id {kind.lower()}", value, number)
        for address in given.get("addresses") or []:
            self.add_address(row, address, request)
        self.save("contacts", row, request)
        names = (str(row.get(name) or "").lower() for name in ("firstname", "lastname"))
        self.store.lead(request.space, "name", "|".join(names), number)
        for phone in given.get("phones") or []:
            self.add_phone(row, phone, request, method)
        for email in given.get("emails") or []:
            self.add_email(row, str(email.get("email") or ""), request, method)

    def add_phone(self, row: Row, phone: Row, request: Request, method: str = "single") -> Row:
        """A person's phone of this number, added if they have none such; 400 if it is no number."""
        number = digits(phone.get("phoneNumber"))
        if len(number) != 10:
            raise self.invalid("A valid phone number is required", "phones[0].phoneNumber")
        for known in self.living("contactsphones", request, row["vanid"]):
            if digits(known["phone"]) == number:
                return known
        kind = vocabulary.PHONE_TYPES.get(str(phone.get("phoneType") or "H")[:1].upper(), 1)
        added = {"vanid": row["vanid"], "phone": number, "phonetypeid": kind, "datesuppressed": ""}
        identity = self.add("contactsphones", added, request)
        self.store.lead(request.space, "phone", number, row["vanid"])
        self.done(request, "phone", row["vanid"], method=method)
        return self.store.get("contactsphones", request.space, identity) or added

    def add_email(self, row: Row, email: str, request: Request, method: str = "single") -> None:
        """A person's email address, added if they don't have it."""
        known = self.living("contactsemails", request, row["vanid"])
        if not email or email.lower() in {str(e["email"]).lower() for e in known}:
            return
        added = {"vanid": row["vanid"], "email": email, "datesuppressed": ""}
        self.add("contactsemails", added, request)
        self.store.lead(request.space, "email", email.lower(), row["vanid"])
        self.done(request, "email", row["vanid"], method=method)

    def add_address(self, row: Row, address: Row, request: Request) -> None:
        """A person's address, which becomes the one they are shown with."""
        row["vaddress"] = address.get("addressLine1") or row.get("vaddress", "")
        row["city"] = address.get("city") or row.get("city", "")
        row["state"] = address.get("stateOrProvince") or row.get("state", "")
        row["zip5"] = str(address.get("zipOrPostalCode") or row.get("zip5", ""))[:5]
        added = {
            "vanid": row["vanid"], "address": row["vaddress"], "city": row["city"],
            "state": row["state"], "zip5": row["zip5"], "addresstype": "Home", "datesuppressed": "",
        }  # fmt: skip
        self.add("contactsaddresses", added, request)

    def suppress(self, row: Row, code: str, name: str, request: Request, method: str) -> None:
        """Put a suppression on a person, once."""
        if code not in row.get("suppressions", {}):
            row.setdefault("suppressions", {})[code] = name
            self.save("contacts", row, request)
            self.done(request, "suppression", row["vanid"], result=code, method=method)

    @endpoint("DELETE", "people/{vanid}")
    def delete(self, request: Request, vanid: str) -> Response:
        """Suppresses a person; nothing is removed. Documented: Parsons' `delete_person`."""
        row = self.person(request, vanid)
        row["datesuppressed"] = self.naive(self.clock.now())
        self.save("contacts", row, request)
        self.done(request, "delete", row["vanid"])
        return Response(204)

    @endpoint("PUT", "people/{vanid}/mergeInto")
    @endpoint("POST", "people/{vanid}/mergeInto")
    def merge(self, request: Request, vanid: str) -> Response:
        """Merges a person into another, for ever; with ``whatIf=true`` nothing happens.

        Documented: docs.ngpvan.com/reference/peoplevanidmergeinto: the target wins conflicts, what
        can be several is combined, both are of one contact mode; not in MyVoters.
        """
        self.campaign_only(request, "FORBIDDEN", "Contacts can't be merged in this database.")
        source = self.person(request, vanid)
        target = self.row("contacts", request, request.json().get("vanId"), "The target")
        if source["vanid"] == target["vanid"]:
            raise self.invalid("A person can't be merged into themselves.", "vanId")
        if source.get("contactmode", 1) != target.get("contactmode", 1):
            raise self.invalid("Both must have the same contact mode.", "vanId")
        merged = {**source, **{k: v for k, v in target.items() if v not in ("", None)}}
        merged["suppressions"] = {
            **source.get("suppressions", {}),
            **target.get("suppressions", {}),
        }
        merged["identifiers"] = {**source.get("identifiers", {}), **target.get("identifiers", {})}
        if request.one("whatIf").lower() != "true":
            self._merge(source, merged, request)
        return Response(200, {"vanId": target["vanid"]})

    def _merge(self, source: Row, merged: Row, request: Request) -> None:
        kept, gone = merged["vanid"], source["vanid"]
        for kind in (
            "contactsphones", "contactsemails", "contactsaddresses", "contactscontacts",
            "contactssurveyresponses", "contactsactivistcodes", "contactscodes", "contactsnotes",
            "eventsignups",
        ):  # fmt: skip
            for _, row in self.store.of(kind, request.space, gone):
                self.save(kind, {**row, "vanid": kept}, request)
        self.store.lead_elsewhere(request.space, gone, kept)
        source["datesuppressed"] = self.naive(self.clock.now())
        self.save("contacts", source, request)
        self.save("contacts", merged, request)
        log = {
            "vanid": kept, "dupvanid": gone, "dedupedby": vocabulary.USER,
            "datededuped": self.naive(self.clock.now()),
        }  # fmt: skip
        self.add("contactsdeduped", log, request)
        self.done(request, "merge", kept, details={"merged": gone})

    @endpoint("POST", "people/{vanid}/codes")
    def apply_code(self, request: Request, vanid: str) -> Response:
        """Puts a source code or tag on a person. Documented: Parsons' `apply_person_code`."""
        row = self.person(request, vanid)
        code = whole(request.json().get("codeId"))
        if self.store.get("codes", 0, code) is None:
            raise self.invalid("The code doesn't exist.", "codeId")
        if code not in {c["codeid"] for c in self.living("contactscodes", request, row["vanid"])}:
            self.add("contactscodes", {"vanid": row["vanid"], "codeid": code}, request)
            self.done(request, "code", row["vanid"], responses=[f"code {code}"])
        return Response(204)

    @endpoint("GET", "people/{vanid}/notes")
    def notes(self, request: Request, vanid: str) -> Response:
        """A person's notes. Documented: Parsons' `get_contact_notes`."""
        return self.page(request, self._notes(self.person(request, vanid), request))

    @endpoint("POST", "people/{vanid}/notes")
    def add_note(self, request: Request, vanid: str) -> Response:
        """Adds a note; answers its number. Documented: Parsons' `create_contact_note`."""
        row, given = self.person(request, vanid), request.json()
        if not given.get("text"):
            raise self.invalid("A note needs a text.", "text")
        note = {
            "vanid": row["vanid"],
            "notetext": given["text"],
            "isviewrestricted": bool(given.get("isViewRestricted")),
        }
        number = self.add("contactsnotes", note, request)
        self.done(request, "note", row["vanid"])
        return Response(201, number)

    @endpoint("POST", "people/{vanid}/relationships")
    def relate(self, request: Request, vanid: str) -> Response:
        """Relates two people. Documented: Parsons' `create_relationship`."""
        row = self.person(request, vanid)
        other = self.row("contacts", request, request.json().get("vanId"), "The person")
        self.done(request, "relationship", row["vanid"], details={"to": other["vanid"]})
        return Response(204)

    def done(self, request: Request, kind: str, number: int, **more: Any) -> None:
        """Note what was truly done, for tests (see `standins.store.Effect`)."""
        day = more.pop("day", self.today().isoformat())
        self.store.record_effect(
            at=self.clock.now().isoformat(), kind=kind, space=request.space, record_id=number,
            day=day, caller=request.caller, **more,
        )  # fmt: skip
