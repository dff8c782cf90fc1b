"""What VAN is to be told of facts that go together, as its API words it, and the trace that leaves.

Documented at docs.ngpvan.com: people/{vanId}/canvassResponses takes a result or responses, and with
responses the result is Canvassed; signups; people/findOrCreate; people/{vanId}.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.lib.errors import KithError
from orchestration.lib.sync.interface import Effect, Row, Trace

API_INPUT = 11
CANVASSED = "14"
_DETAILS = ("phone", "email")


class NothingToTell(KithError):
    """Facts of the outbox make no effect that VAN knows; the message names their types."""


def effect(facts: Sequence[Row], zone: ZoneInfo) -> Effect:
    """One effect of facts with one effect_key. Raises ``NothingToTell``."""
    kinds = {fact["fact_type_code"] for fact in facts}
    newest = max(facts, key=lambda fact: (fact["occurred_at"], fact["fact_key"]))
    if kinds == {"new_person"}:
        return _new_person(newest)
    if kinds == {"sign_up"}:
        return _sign_up(newest)
    if kinds <= {*_DETAILS}:
        return _details(facts, newest)
    if kinds == {"activist_code"}:
        return _codes(facts, newest, zone)
    if kinds <= {"contact_attempt", "survey_answer", "activist_code", "do_not_contact"}:
        return _canvass(facts, newest, zone)
    raise NothingToTell(f"No effect at VAN is made of {', '.join(sorted(kinds))} together.")


def canvass_trace(vanid: str, contact_type: object, result: object, on: date) -> Trace:
    """What contact history shows of an attempt."""
    return ("contact", vanid, str(contact_type or ""), str(result or ""), on.isoformat())


def code_trace(vanid: str, code: object) -> Trace:
    """What a person's activist codes show."""
    return ("activist_code", vanid, str(code))


def sign_up_trace(vanid: str, event: object, shift: object, status: object) -> Trace:
    """What an event's sign-ups show."""
    return ("sign_up", vanid, *(str(each or "") for each in (event, shift, status)))


def detail_trace(vanid: str, kind: str, value: str) -> Trace:
    """What a person's details show: a phone in E.164, an email in small letters."""
    return (kind, vanid, value)


def person_trace(kind: str, value: str) -> Trace:
    """What is seen of somebody new: what they were found by."""
    return ("new_person", kind, value)


def _canvass(facts: Sequence[Row], newest: Row, zone: ZoneInfo) -> Effect:
    responses = _responses(facts)
    told = [fact for fact in facts if fact["result_code_id"]]
    about = told[-1] if told and not responses else newest
    at = about["occurred_at"].astimezone(zone)
    context = _context(facts, about, at)
    if responses:
        payload: dict[str, Any] = {"canvassContext": context, "responses": responses}
        result, kind = CANVASSED, "canvass_responses"
    else:
        # By itself: a bulk import's canvass results are of no campaign.
        kind = "campaign_result" if "campaignId" in context else "canvass_result"
        result = str(about["result_code_id"])
        payload = {"canvassContext": context, "resultCodeId": number(result)}
    vanid = newest["target_record_id"]
    trace = canvass_trace(vanid, context.get("contactTypeId"), result, at.date())
    return Effect(kind, vanid, payload, trace)


def _responses(facts: Sequence[Row]) -> list[dict[str, Any]]:
    """The newest answer to each question, and each code once."""
    answers = {
        fact["survey_question_id"]: {
            "type": "SurveyResponse",
            "surveyQuestionId": number(fact["survey_question_id"]),
            "surveyResponseId": number(fact["survey_response_id"]),
        }
        for fact in facts if fact["fact_type_code"] == "survey_answer"
    }
    codes = {
        fact["activist_code_id"]: _code(fact["activist_code_id"])
        for fact in facts if fact["fact_type_code"] == "activist_code"
    }
    return [*answers.values(), *codes.values()]


def _codes(facts: Sequence[Row], newest: Row, zone: ZoneInfo) -> Effect:
    """Codes by themselves leave no contact attempt behind."""
    codes = {fact["activist_code_id"]: _code(fact["activist_code_id"]) for fact in facts}
    vanid = newest["target_record_id"]
    at = newest["occurred_at"].astimezone(zone)
    context = {"inputTypeId": API_INPUT, "dateCanvassed": at.isoformat(timespec="seconds"),
               "omitActivistCodeContactHistory": True}
    kind = "activist_code" if len(codes) == 1 else "activist_codes"
    payload = {"canvassContext": context, "responses": [codes[each] for each in sorted(codes)]}
    # Applied all at once, so that one shows all.
    return Effect(kind, vanid, payload, code_trace(vanid, min(codes)))


def _code(code: str) -> dict[str, Any]:
    return {"type": "ActivistCode", "activistCodeId": number(code), "action": "Apply"}


def _context(facts: Sequence[Row], about: Row, at: datetime) -> dict[str, Any]:
    # What was posted within the hour is matched by chance: each effect here is one of its own.
    context: dict[str, Any] = {
        "inputTypeId": API_INPUT, "dateCanvassed": at.isoformat(timespec="seconds"),
        "skipMatching": True,
    }
    for name, column in (("contactTypeId", "contact_type_id"), ("campaignId", "campaign_id")):
        if value := about[column] or _first(facts, column):
            context[name] = number(value)
    # Without the number, a wrong one disqualifies the person.
    if phone := about["phone_e164"]:
        context["phone"] = {"dialingPrefix": "1", "phoneNumber": national(phone)}
    return context


def _sign_up(fact: Row) -> Effect:
    vanid = fact["target_record_id"]
    parts = (
        ("shift", "eventShiftId", "event_shift_id"), ("role", "roleId", "event_role_id"),
        ("status", "statusId", "event_status_id"),
    )
    payload: dict[str, Any] = {
        "person": {"vanId": number(vanid)}, "event": {"eventId": number(fact["event_id"])},
    }
    payload |= {name: {key: number(fact[column])} for name, key, column in parts if fact[column]}
    trace = sign_up_trace(
        vanid, fact["event_id"], fact["event_shift_id"], fact["event_status_id"]
    )
    return Effect("sign_up", vanid, payload, trace)


def _details(facts: Sequence[Row], newest: Row) -> Effect:
    vanid = newest["target_record_id"]
    phones = sorted({fact["phone_e164"] for fact in facts if fact["fact_type_code"] == "phone"})
    emails = sorted({fact["email"] for fact in facts if fact["fact_type_code"] == "email"})
    payload: dict[str, Any] = {}
    if phones:
        payload["phones"] = [_phone(each) for each in phones]
    if emails:
        payload["emails"] = [{"email": each} for each in emails]
    trace = (
        detail_trace(vanid, "phone", phones[0]) if phones
        else detail_trace(vanid, "email", emails[0].lower())
    )
    return Effect("person_details", vanid, payload, trace)


def _new_person(fact: Row) -> Effect:
    names = (("firstName", "first_name"), ("lastName", "last_name"))
    payload: dict[str, Any] = {name: fact[column] for name, column in names if fact[column]}
    if fact["email"]:
        payload["emails"] = [{"email": fact["email"]}]
    if fact["phone_e164"]:
        payload["phones"] = [_phone(fact["phone_e164"])]
    if fact["birth_date"]:
        payload["dateOfBirth"] = str(fact["birth_date"])[:10]
    if fact["postal_code"]:
        payload["addresses"] = [{"zipOrPostalCode": fact["postal_code"]}]
    name = " ".join((fact["first_name"] or "", fact["last_name"] or "")).lower()
    if fact["email"]:
        trace = person_trace("email", fact["email"].lower())
    elif fact["phone_e164"]:
        trace = person_trace("phone", fact["phone_e164"])
    else:
        born = str(fact["birth_date"] or "")[:10]
        trace = person_trace("name", f"{name}|{str(fact['postal_code'] or '')[:5]}|{born}")
    return Effect("new_person", None, payload, trace)


def _phone(phone: str) -> dict[str, str]:
    return {"phoneNumber": national(phone)}


def _first(facts: Sequence[Row], column: str) -> Any:
    return next((fact[column] for fact in facts if fact[column]), None)


def national(phone: str) -> str:
    """A number as VAN has it: of a North American one its ten digits."""
    return phone.removeprefix("+1") if phone.startswith("+1") else phone


def number(told: str) -> int | str:
    """VAN's ids are numbers; what isn't one is for VAN to refuse."""
    return int(told) if str(told).isdigit() else told
