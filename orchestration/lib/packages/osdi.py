"""A package's records for tools that speak OSDI 1.2: people, canvasses, answers, events.

What maps to what is told in docs/standard/mapping.md.
"""

from __future__ import annotations

from typing import Any

from orchestration.lib.packages import layout
from orchestration.lib.packages.records import Record

PEOPLE, CANVASSES, ANSWERS, EVENTS = "people", "canvasses", "answers", "events"
COLLECTIONS = (PEOPLE, CANVASSES, ANSWERS, EVENTS)
# The shared words that OSDI has another one for; its list is open.
_CONTACT_TYPES = {
    "canvass": "in-person", "in_person": "in-person", "phone": "phoneCall", "text": "sms",
    "email": "email", "mail": "mail",
}  # fmt: skip


def person(record: Record) -> dict[str, Any] | None:
    """A person of whom more is told than an id; None of anybody else."""
    if record["record_type"] == layout.OTHER:
        return None
    names = {
        "given_name": record["first_name"], "additional_name": record["middle_name"],
        "family_name": record["last_name"], "honorific_suffix": record["name_suffix"],
    }  # fmt: skip
    told: dict[str, Any] = {**_about(record), **_filled(names)}
    told["created_date"] = record["created_at"]
    if record["email"]:
        told["email_addresses"] = [{"address": record["email"], "primary": True}]
    if record["phone"]:
        told["phone_numbers"] = [{"number": record["phone"], "primary": True}]
    if record["language_code"]:
        told["languages_spoken"] = [record["language_code"]]
    return told


def interaction(record: Record) -> tuple[str, dict[str, Any]] | None:
    """In which collection an interaction belongs, and how it stands there; None for no place."""
    links = {
        "osdi:canvasser": _link(PEOPLE, record["collected_by_id"]),
        "osdi:target": _link(PEOPLE, record["person_record_id"]),
    }
    about = _about(record)
    match record["record_type"]:
        case "contact_attempt" | "message":
            contact_type = _CONTACT_TYPES.get(record["channel_code"] or "", record["channel_code"])
            told = {"contact_type": contact_type, "status_code": record["result_code"]}
            said = {**about, "action_date": record["happened_at"], **_filled(told)}
            return CANVASSES, {**said, "_links": links}
        case "survey_answer":
            told = {"value": record["response_name"]}
            said = {**about, "action_date": record["happened_at"], **_filled(told)}
            if record["question_id"]:
                links["osdi:question"] = {"title": record["question_name"] or record["question_id"]}
            return ANSWERS, {**said, "_links": links}
        case "event" | "event_led":
            told = {"title": record["event_name"], "start_date": record["happened_at"]}
            host = _link(PEOPLE, record["collected_by_id"])
            return EVENTS, {**about, **_filled(told), "_links": {"osdi:organizer": host}}
    return None


def _about(record: Record) -> dict[str, Any]:
    system = f"{record['source_system']}-{record['source_instance']}"
    return {
        "identifiers": [f"{system}:{record['record_id']}"],
        "origin_system": record["origin_system"],
        "modified_date": record["modified_at"],
    }


def _link(collection: str, record_id: str | None) -> dict[str, str]:
    return {"href": f"osdi_{collection}.json#{record_id}"}


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
