"""Canvass responses: what is known of a contact attempt, and what VAN makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from standins.server import Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import Row, whole
from standins.van.people import People

HOUR = timedelta(hours=1)
_RESULTS = {number for number, _, _ in vocabulary.RESULTS}
_CONTACT_TYPES = {kind["contactTypeId"] for kind in vocabulary.CONTACT_TYPES}
_RESPONSES = {
    (question["surveyQuestionId"], response["surveyResponseId"])
    for question in vocabulary.SURVEY_QUESTIONS
    for response in question["responses"]
}
_CODES = {code["activistCodeId"] for code in vocabulary.ACTIVIST_CODES}


class Canvass(People):
    """`/people/{vanId}/canvassResponses`, and the lists of its numbers."""

    @endpoint("GET", "canvassResponses/contactTypes")
    def contact_types(self, request: Request) -> Response:
        """Contact types. Documented: Parsons' `get_canvass_responses_contact_types`."""
        return Response(200, vocabulary.CONTACT_TYPES)

    @endpoint("GET", "canvassResponses/inputTypes")
    def input_types(self, request: Request) -> Response:
        """Input types. Documented: Parsons' `get_canvass_responses_input_types`."""
        return Response(200, vocabulary.INPUT_TYPES)

    @endpoint("GET", "canvassResponses/resultCodes")
    def result_codes(self, request: Request) -> Response:
        """Results; the short name CB is both 13 Come Back and 17 Call Back.

        Documented: Parsons' `get_canvass_responses_result_codes`; the numbers are dbt-ngpvan's.
        """
        return Response(200, vocabulary.RESULT_CODES)

    @endpoint("POST", "people/{vanid}/canvassResponses")
    def canvass_response(self, request: Request, vanid: str) -> Response:
        """Records an attempt: a result or responses, not both. 204, no body, and no id.

        Documented: docs.ngpvan.com/reference/peoplevanidcanvassresponses and Parsons'
        `apply_response`.
        """
        row, given = self.person(request, vanid), request.json()
        context = given.get("canvassContext") or {}
        result, responses = given.get("resultCodeId"), given.get("responses") or []
        if (result is None) == (not responses):
            raise self.invalid(
                "Either a result code or responses is required, and not both.",
                "resultCodeId", "responses",
            )  # fmt: skip
        self._check(context, result, responses)
        phone = self._phone(row, context, request)
        day = context.get("dateCanvassed")
        at = self.moment(day, "canvassContext.dateCanvassed") if day else self.clock.now()
        kept = [self.respond(row, response, at, context, request) for response in responses]
        words = [word for word, _ in kept if word]
        only_codes = all(r.get("type", "").lower() == "activistcode" for r in responses)
        if not (responses and only_codes and context.get("omitActivistCodeContactHistory")):
            attempt = self.attempt(
                row, whole(result if result is not None else vocabulary.CANVASSED), at, context,
                request, words, phone=phone, is_matching=not context.get("skipMatching"),
            )  # fmt: skip
            self._link([answer for _, answer in kept if answer], attempt, request)
        elif words:
            self._done_without_attempt(row, at, context, words, request)
        if result is not None:
            self.follow(row, whole(result), phone, request)
        return Response(204)

    def _check(self, context: Row, result: Any, responses: list[Row]) -> None:
        if result is not None and whole(result) not in _RESULTS:
            raise self.invalid("The result code doesn't exist.", "resultCodeId")
        kind = context.get("contactTypeId")
        if kind is not None and whole(kind) not in _CONTACT_TYPES:
            raise self.invalid("The contact type doesn't exist.", "canvassContext.contactTypeId")
        if context.get("phoneId") and context.get("phone"):
            raise self.invalid(
                "A phone is given by its id or its number, not both.", "canvassContext.phoneId"
            )
        for place, response in enumerate(responses):
            self._check_response(response, f"responses[{place}]")

    def _check_response(self, response: Row, name: str) -> None:
        match str(response.get("type", "")).lower():
            case "surveyresponse":
                pair = (
                    whole(response.get("surveyQuestionId")),
                    whole(response.get("surveyResponseId")),
                )
                if pair not in _RESPONSES:
                    raise self.invalid("The survey response doesn't exist.", name)
            case "activistcode":
                if whole(response.get("activistCodeId")) not in _CODES:
                    raise self.invalid("The activist code doesn't exist.", f"{name}.activistCodeId")
                if str(response.get("action")).capitalize() not in {"Apply", "Remove"}:
                    raise self.invalid("The action is Apply or Remove.", f"{name}.action")
            case "volunteeractivity":
                pass
            case _:
                raise self.invalid("The type of the response isn't known.", f"{name}.type")

    def _phone(self, row: Row, context: Row, request: Request) -> Row | None:
        """The phone that was tried, with its opt-in if one is told."""
        given = context.get("phone") or {}
        if context.get("phoneId"):
            phone = self.row("contactsphones", request, context["phoneId"], "The phone")
            if phone["vanid"] != row["vanid"]:
                raise self.invalid("The phone isn't the person's.", "canvassContext.phoneId")
        elif given.get("phoneNumber"):
            phone = self.add_phone(row, given, request)
        else:
            return None
        status = given.get("smsOptInStatus")
        if status and status != phone.get("smsoptinstatus"):
            phone["smsoptinstatus"] = status
            self.save("contactsphones", phone, request)
            self.done(request, "sms_opt_in", row["vanid"], result=status)
        return phone

    def respond(
        self, row: Row, response: Row, at: datetime, context: Row, request: Request
    ) -> tuple[str | None, int | None]:
        """Keep one response: the word for it (None: nothing changed) and its answer's number."""
        kind = str(response["type"]).lower()
        common = {
            "vanid": row["vanid"], "datecanvassed": self.naive(at),
            "contacttypeid": context.get("contactTypeId") or "",
            "inputtypeid": context.get("inputTypeId") or vocabulary.API_INPUT,
            "canvassedby": vocabulary.USER, "campaignid": context.get("campaignId") or "",
        }  # fmt: skip
        if kind == "surveyresponse":
            question, answer = (
                whole(response[n]) for n in ("surveyQuestionId", "surveyResponseId")
            )
            added = {**common, "surveyquestionid": question, "surveyresponseid": answer}
            number = self.add("contactssurveyresponses", added, request)
            return f"survey {question}={answer}", number
        if kind == "volunteeractivity":
            return f"volunteer {response.get('volunteerActivityId')}", None
        code = whole(response["activistCodeId"])
        known = [
            r for r in self.living("contactsactivistcodes", request, row["vanid"])
            if r["activistcodeid"] == code
        ]  # fmt: skip
        if str(response["action"]).capitalize() == "Remove":
            for gone in known:
                self.save("contactsactivistcodes", {**gone, "isdeleted": "True"}, request)
            return f"code -{code}" if known else None, None
        if known:
            return None, None
        self.add("contactsactivistcodes", {**common, "activistcodeid": code}, request)
        return f"code {code}", None

    def _link(self, answers: list[int], attempt: int, request: Request) -> None:
        for answer in answers:
            row = self.row("contactssurveyresponses", request, answer, "The answer")
            self.save("contactssurveyresponses", {**row, "contactscontactid": attempt}, request)

    def attempt(
        self, row: Row, result: int, at: datetime, context: Row, request: Request,
        words: list[str], *, phone: Row | None = None, is_matching: bool = False,
        method: str = "single",
    ) -> int:  # fmt: skip
        """Write an attempt into contact history, unless one posted within the hour is matched.

        Returns the attempt's number, or that of the one it was matched to.

        Documented: "a match is attempted with results posted within the hour", and it isn't
        guaranteed (the vendor's answer in Spoke Rewired's issue 1363): here it is chance.
        """
        channel = context.get("contactTypeId")
        if is_matching and (matched := self._matched_attempt(row, result, at, channel, request)):
            return matched
        added = {
            "vanid": row["vanid"], "datecanvassed": self.naive(at), "resultid": result,
            "contacttypeid": channel or "", "canvassedby": vocabulary.USER,
            "inputtypeid": context.get("inputTypeId") or vocabulary.API_INPUT,
            "campaignid": context.get("campaignId") or "",
            "contentid": context.get("contentId") or "",
            "contactsphoneid": phone["contactsphoneid"] if phone else "", "datesuppressed": "",
        }  # fmt: skip
        number = self.add("contactscontacts", added, request)
        self.done(
            request, "canvass_response", row["vanid"], day=added["datecanvassed"][:10],
            channel=channel, result=result, responses=words, method=method,
            details={"contactscontactid": number},
        )  # fmt: skip
        return number

    def _matched_attempt(
        self, row: Row, result: int, at: datetime, channel: Any, request: Request
    ) -> int | None:
        day = self.naive(at)[:10]
        now = self.clock.now()
        for number, known in self.store.of("contactscontacts", request.space, row["vanid"]):
            created = self.store.created("contactscontacts", request.space, number)
            if (
                created is not None and now - created <= HOUR
                and known["resultid"] == result
                and known["contacttypeid"] == (channel or "")
                and known["datecanvassed"][:10] == day
            ):  # fmt: skip
                return whole(number) if self.chance.random() < self.match_share else None
        return None

    def _done_without_attempt(
        self, row: Row, at: datetime, context: Row, words: list[str], request: Request
    ) -> None:
        self.done(
            request, "activist_code", row["vanid"], day=self.naive(at)[:10],
            channel=context.get("contactTypeId"), responses=words,
        )  # fmt: skip

    def follow(
        self, row: Row, result: int, phone: Row | None, request: Request, method: str = "single"
    ) -> None:
        """What a result does besides: suppressions, and who a wrong number disqualifies.

        Documented: a wrong or disconnected number suppresses the phone (Michigan Democrats' canvass
        results guide); where no phone is told, the person (Spoke Rewired's issue 1756).
        """
        if result in vocabulary.SUPPRESSIONS:
            self.suppress(row, *vocabulary.SUPPRESSIONS[result], request, method)
        elif result == vocabulary.DECEASED:
            self.suppress(row, "DC", "Deceased", request, method)
        elif result == 130 and phone is not None:
            phone["smsoptinstatus"] = "O"
            self.save("contactsphones", phone, request)
        elif result in {vocabulary.WRONG_NUMBER, vocabulary.DISCONNECTED}:
            if phone is not None:
                phone["datesuppressed"] = self.naive(self.clock.now())
                self.save("contactsphones", phone, request)
                self.done(request, "phone_disqualified", row["vanid"], result=result, method=method)
            else:
                row["disqualified"] = result
                self.save("contacts", row, request)
                self.done(
                    request, "person_disqualified", row["vanid"], result=result, method=method
                )

    @endpoint("GET", "people/{vanid}/activistCodes")
    def person_codes(self, request: Request, vanid: str) -> Response:
        """A person's activist codes.

        Documented: docs.ngpvan.com/reference/peoplevanidactivistcodes.
        """
        row = self.person(request, vanid)
        return self.page(
            request,
            [
                {
                    "activistCodeId": code["activistcodeid"],
                    "activistCodeName": next(
                        c["name"]
                        for c in vocabulary.ACTIVIST_CODES
                        if c["activistCodeId"] == code["activistcodeid"]
                    ),
                    "dateCreated": self.with_offset(code["datecreated"]),
                    "dateCanvassed": self.with_offset(code["datecanvassed"]),
                }
                for code in self.living("contactsactivistcodes", request, row["vanid"])
            ],
        )
