"""Events, their shifts and locations, and who signed up for them."""

from __future__ import annotations

from typing import Any

from standins.server import Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import Row, whole
from standins.van.canvass import Canvass

_ROLES = dict(vocabulary.ROLES)
_STATUSES = {status["statusId"]: status["name"] for status in vocabulary.STATUSES}
# The result that VAN generates for a status; Scheduled is Canvassed, as its documentation says.
_RESULTS_OF = {
    vocabulary.NO_SHOW: vocabulary.NO_CONTACT,
    vocabulary.LEFT_MESSAGE: vocabulary.NO_CONTACT,
}


class Events(Canvass):
    """`/events`, `/locations` and `/signups`; MyCampaign only."""

    def _campaign(self, request: Request) -> None:
        self.campaign_only(
            request, "EVENTS_NOT_SUPPORTED_IN_DB", "Events are not supported in this database"
        )

    @endpoint("GET", "events/types")
    @endpoint("GET", "eventTypes")
    def event_types(self, request: Request) -> Response:
        """Event types with their roles and statuses. Documented: Parsons' `get_event_types`."""
        self._campaign(request)
        return Response(200, vocabulary.EVENT_TYPES)

    @endpoint("GET", "events")
    def events(self, request: Request) -> Response:
        """Events by page, after or before a day if asked. Documented: Parsons' `get_events`."""
        self._campaign(request)
        after, before = request.one("startingAfter"), request.one("startingBefore")
        kept = [
            self._event(row, request)
            for row in self.store.all("events", request.space)
            if not row.get("datesuppressed")
            and (not after or row["dateoffsetbegin"] > after)
            and (not before or row["dateoffsetbegin"] < before)
        ]
        return self.page(request, kept, most=50)

    @endpoint("GET", "events/{number}")
    def event(self, request: Request, number: str) -> Response:
        """One event. Documented: docs.ngpvan.com/reference/common-models-18."""
        self._campaign(request)
        return Response(200, self._event(self.row("events", request, number, "The event"), request))

    def _event(self, row: Row, request: Request) -> dict[str, Any]:
        expand = {word.strip().lower() for word in request.one("$expand").split(",")}
        shifts = self.store.of("eventshifts", request.space, row["eventid"])
        sections: dict[str, Any] = {
            "locations": [self._location(number) for number in row.get("locations", [])],
            "codes": [{"codeId": number} for number in row.get("codes", [])],
            "notes": [],
            "roles": [
                {"roleId": n, "name": name, "isEventLead": False} for n, name in _ROLES.items()
            ],
            "shifts": [
                {
                    "eventShiftId": shift["eventshiftid"],
                    "name": shift["name"],
                    "startTime": self.with_offset(shift["starttime"]),
                    "endTime": self.with_offset(shift["endtime"]),
                }
                for _, shift in shifts
            ],
        }
        return {
            "eventId": row["eventid"],
            "name": row["eventname"],
            "shortName": row.get("eventshortname"),
            "description": row.get("eventdescription"),
            "startDate": self.with_offset(row["dateoffsetbegin"]),
            "endDate": self.with_offset(row["dateoffsetend"]),
            "eventType": {
                "eventTypeId": whole(row["eventcalendarid"]),
                "name": row["eventcalendarname"],
            },
            "isOnlyEditableByCreatingUser": False,
            "isPubliclyViewable": False,
            "createdDate": self.with_offset(row["datecreated"]),
            "voterRegistrationBatches": None,
            **{name: value if name in expand else None for name, value in sections.items()},
        }

    @endpoint("POST", "events")
    def add_event(self, request: Request) -> Response:
        """Adds an event of one day with its shifts; answers its number.

        Documented: docs.ngpvan.com/reference/common-models-18; that events are of one day is the
        reason Mobilize gives for making several of one.
        """
        self._campaign(request)
        given = request.json()
        kind = whole((given.get("eventType") or {}).get("eventTypeId"))
        names = {t["eventTypeId"]: t["name"] for t in vocabulary.EVENT_TYPES}
        if kind not in names:
            raise self.invalid("The event type doesn't exist.", "eventType.eventTypeId")
        if not given.get("name") or len(given["name"]) > 500:
            raise self.invalid("A name of at most 500 characters is required.", "name")
        begins, ends = self._span(given.get("startDate"), given.get("endDate"), "Date")
        if begins[:10] != ends[:10]:
            raise self.invalid("An event begins and ends on one day.", "startDate", "endDate")
        row: Row = {
            "eventcalendarid": kind, "eventcalendarname": names[kind], "eventname": given["name"],
            "eventshortname": given.get("shortName"), "eventdescription": given.get("description"),
            "dateoffsetbegin": begins, "dateoffsetend": ends, "datesuppressed": "",
            "locations": [whole(p["locationId"]) for p in given.get("locations") or []],
            "codes": [whole(c.get("codeId", c.get("codeID"))) for c in given.get("codes") or []],
        }  # fmt: skip
        number = self.add("events", row, request)
        self.done(request, "event", number, day=begins[:10])
        for shift in given.get("shifts") or []:
            self._add_shift(request, number, shift)
        return Response(201, number, {"Location": f"{self.url}events/{number}"})

    def _span(self, start: Any, end: Any, word: str) -> tuple[str, str]:
        begins = self.naive(self.moment(start, f"start{word}"))
        ends = self.naive(self.moment(end, f"end{word}"))
        if ends <= begins:
            raise self.invalid(
                f"end{word} must come after start{word}", f"start{word}", f"end{word}"
            )
        return begins, ends

    def _add_shift(self, request: Request, event: int, given: Row) -> int:
        begins, ends = self._span(given.get("startTime"), given.get("endTime"), "Time")
        number = self.store.next_id(f"eventshifts {request.space}", 760_000_001)
        shift = {
            "eventshiftid": number, "name": given.get("name"), "starttime": begins, "endtime": ends,
        }  # fmt: skip
        now = self.clock.now()
        self.store.put("eventshifts", request.space, number, shift, now, owner=event)
        return number

    @endpoint("POST", "events/{number}/shifts")
    def add_shift(self, request: Request, number: str) -> Response:
        """Adds a shift to an event; answers its number. Documented: Parsons' `add_event_shift`."""
        self._campaign(request)
        event = self.row("events", request, number, "The event")
        return Response(201, self._add_shift(request, event["eventid"], request.json()))

    @endpoint("DELETE", "events/{number}")
    def delete_event(self, request: Request, number: str) -> Response:
        """Suppresses an event. Documented: Parsons' `delete_event`."""
        self._campaign(request)
        event = self.row("events", request, number, "The event")
        event["datesuppressed"] = self.naive(self.clock.now())
        self.save("events", event, request)
        return Response(204)

    @endpoint("GET", "locations")
    def locations(self, request: Request) -> Response:
        """Locations, by page. Documented: Parsons' `get_locations`."""
        name = request.one("name").lower()
        places = self.store.all("locations", 0)
        return self.page(request, [p for p in places if name in p["name"].lower()], most=50)

    def _location(self, number: int) -> Row:
        return self.store.get("locations", 0, number) or {"locationId": number}

    @endpoint("GET", "locations/{number}")
    def location(self, request: Request, number: str) -> Response:
        """One location. Documented: Parsons' `get_location`."""
        found = self.store.get("locations", 0, whole(number))
        if found is None:
            raise self.refuse(404, "The location was not found.")
        return Response(200, found)

    @endpoint("POST", "locations/findOrCreate")
    def find_or_create_location(self, request: Request) -> Response:
        """The location of this name and ZIP code, created if there is none; 201 either way.

        Documented: docs.ngpvan.com/reference/locationsfindorcreate.
        """
        given = request.json()
        address = given.get("address") or {}
        for known in self.store.all("locations", 0):
            same_zip = known["address"].get("zipOrPostalCode") == address.get("zipOrPostalCode")
            if known["name"] == given.get("name") and same_zip:
                return Response(201, known["locationId"])
        number = self.store.next_id("locations", 790_000_001)
        place = {
            "locationId": number, "name": given.get("name"), "address": address,
            "displayName": f"{given.get('name')}, {address.get('addressLine1') or ''}".strip(", "),
        }  # fmt: skip
        self.store.put("locations", 0, number, place, self.clock.now(), by=request.key)
        return Response(201, number, {"Location": f"{self.url}locations/{number}"})

    @endpoint("DELETE", "locations/{number}")
    def delete_location(self, request: Request, number: str) -> Response:
        """Removes a location. Documented: Parsons' `delete_location`."""
        self.location(request, number)
        self.store.remove("locations", 0, whole(number))
        return Response(204)

    @endpoint("GET", "signups/statuses")
    def statuses(self, request: Request) -> Response:
        """The statuses of an event or event type. Documented: Parsons' `get_signups_statuses`."""
        self._campaign(request)
        if bool(request.one("eventId")) == bool(request.one("eventTypeId")):
            raise self.invalid("Either an event or an event type is required.", "eventId")
        return Response(200, vocabulary.STATUSES)

    @endpoint("GET", "signups")
    def signups(self, request: Request) -> Response:
        """Sign-ups of a person or an event, by page. Documented: Parsons' `get_event_signups`."""
        self._campaign(request)
        person, event = request.one("vanId"), request.one("eventId")
        if bool(person) == bool(event):
            raise self.invalid("Either a person or an event is required.", "vanId", "eventId")
        if person:
            rows = [row for _, row in self.store.of("eventsignups", request.space, whole(person))]
        else:
            rows = [
                r
                for r in self.store.all("eventsignups", request.space)
                if r["eventid"] == whole(event)
            ]
        kept = [self._signup(row, request) for row in rows if not row.get("datesuppressed")]
        return self.page(request, kept, most=50)

    @endpoint("GET", "signups/{number}")
    def signup(self, request: Request, number: str) -> Response:
        """One sign-up. Documented: docs.ngpvan.com/reference/common-models-33."""
        self._campaign(request)
        return Response(
            200, self._signup(self.row("eventsignups", request, number, "The signup"), request)
        )

    def _signup(self, row: Row, request: Request) -> dict[str, Any]:
        space = request.space
        person = self.store.get("contacts", space, row["vanid"]) or {}
        event = self.store.get("events", space, row["eventid"]) or {}
        shift = self.store.get("eventshifts", space, whole(row.get("eventshiftid"))) or {}
        status = whole(row.get("statusid"))
        place = self.store.get("locations", 0, whole(row.get("locationid")))
        return {
            "eventSignupId": row["eventsignupid"],
            "person": {
                "vanId": row["vanid"],
                "firstName": person.get("firstname"),
                "middleName": person.get("middlename") or None,
                "lastName": person.get("lastname"),
                "contactOrganizationCommonName": None,
                "contactOrganizationOfficialName": None,
                "contactModeId": 1,
                "email": None,
                "phone": None,
            },
            "event": {
                "eventId": row["eventid"],
                "name": event.get("eventname"),
                "shortName": event.get("eventshortname"),
            },
            "shift": {"eventShiftId": shift.get("eventshiftid"), "name": shift.get("name")},
            "role": {"roleId": row["eventroleid"], "name": row["eventrolename"]},
            "status": {"statusId": status, "name": _STATUSES.get(status)},
            "location": place and {n: place[n] for n in ("locationId", "name", "displayName")},
            "startTimeOverride": self.with_offset(row.get("datetimeoffsetbegin")),
            "endTimeOverride": self.with_offset(row.get("datetimeoffsetend")),
            "printedLists": None,
            "minivanExports": None,
            "supporterGroupId": None,
            "isOfflineSignup": True,
        }

    @endpoint("POST", "signups")
    def sign_up(self, request: Request) -> Response:
        """Signs a person up, or overrides the sign-up of the same person, event, role and shift.

        201 and the sign-up's number either way; a canvass response of today is generated as well.
        Documented: docs.everyaction.com/reference/signups-2.
        """
        self._campaign(request)
        given = request.json()
        parts = self._parts(given, request)
        row = next(
            (
                known for _, known in self.store.of("eventsignups", request.space, parts["vanid"])
                if not known.get("datesuppressed")
                and all(known[n] == parts[n] for n in ("eventid", "eventroleid", "eventshiftid"))
            ),
            None,
        )  # fmt: skip
        is_new = row is None
        if row is None:
            number = self.add("eventsignups", {**parts, "datesuppressed": ""}, request)
            row = self.store.get("eventsignups", request.space, number) or parts
        self._set_status(row, parts, request, is_new=is_new)
        number = row["eventsignupid"]
        return Response(201, number, {"Location": f"{self.url}signups/{number}"})

    @endpoint("PUT", "signups/{number}")
    def change_signup(self, request: Request, number: str) -> Response:
        """Changes a sign-up's status, role or shift. Documented: Parsons' `update_signup`."""
        self._campaign(request)
        row = self.row("eventsignups", request, number, "The signup")
        self._set_status(row, self._parts(request.json(), request), request, is_new=False)
        return Response(204)

    @endpoint("DELETE", "signups/{number}")
    def delete_signup(self, request: Request, number: str) -> Response:
        """Suppresses a sign-up. Documented: Parsons' `delete_signup`."""
        self._campaign(request)
        row = self.row("eventsignups", request, number, "The signup")
        row["datesuppressed"] = self.naive(self.clock.now())
        self.save("eventsignups", row, request)
        self.done(
            request,
            "sign_up_deleted",
            row["vanid"],
            details={"eventsignupid": row["eventsignupid"]},
        )
        return Response(204)

    def _parts(self, given: Row, request: Request) -> Row:
        def number(name: str, key: str) -> int:
            return whole((given.get(name) or {}).get(key))

        person = self.row("contacts", request, number("person", "vanId"), "The person")
        event = self.row("events", request, number("event", "eventId"), "The event")
        role, status = number("role", "roleId"), number("status", "statusId")
        if role not in _ROLES:
            raise self.invalid("The role doesn't exist.", "role.roleId")
        if status not in _STATUSES:
            raise self.invalid("The status doesn't exist.", "status.statusId")
        shift = number("shift", "eventShiftId")
        shifts = dict(self.store.of("eventshifts", request.space, event["eventid"]))
        if shift not in shifts:
            raise self.invalid("The shift isn't the event's.", "shift.eventShiftId")
        place = number("location", "locationId")
        if event.get("locations") and place not in event["locations"]:
            raise self.invalid("The location isn't the event's.", "location.locationId")
        begins, ends = shifts[shift]["starttime"], shifts[shift]["endtime"]
        if given.get("startTimeOverride"):
            begins, ends = self._span(
                given["startTimeOverride"], given.get("endTimeOverride"), "TimeOverride"
            )
        return {
            "vanid": person["vanid"], "eventid": event["eventid"], "eventroleid": role,
            "eventrolename": _ROLES[role], "eventshiftid": shift, "statusid": status,
            "locationid": place if place > 0 else "", "datetimeoffsetbegin": begins,
            "datetimeoffsetend": ends, "canvassedby": vocabulary.USER,
            "inputtypeid": vocabulary.API_INPUT,
        }  # fmt: skip

    def _set_status(self, row: Row, parts: Row, request: Request, *, is_new: bool) -> None:
        row |= parts
        number, status = row["eventsignupid"], parts["statusid"]
        history = {
            "eventsignupid": number, "eventstatusid": status, "eventstatusname": _STATUSES[status],
            "dateeventstatus": self.naive(self.clock.now()),
        }  # fmt: skip
        row["currenteventsignupseventstatusid"] = self.add(
            "eventsignupseventstatuses", history, request
        )
        self.save("eventsignups", row, request)
        self.done(
            request, "sign_up" if is_new else "sign_up_changed", row["vanid"], result=status,
            day=str(row["datetimeoffsetbegin"])[:10],
            details={
                n: row[n] for n in ("eventid", "eventroleid", "eventshiftid", "eventsignupid")
            },
        )  # fmt: skip
        person = self.row("contacts", request, row["vanid"], "The person")
        result = _RESULTS_OF.get(status, vocabulary.CANVASSED)
        self.attempt(person, result, self.clock.now(), {}, request, [], method="generated")
