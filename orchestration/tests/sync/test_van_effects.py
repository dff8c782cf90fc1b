"""What VAN is told of facts that go together: a result or responses, never both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orchestration.lib.bench.sync_outbox import fact
from orchestration.lib.sync.interface import Effect
from orchestration.lib.sync.van_effects import NothingToTell, effect

ZONE = ZoneInfo("America/New_York")
ANSWER = {"survey_question_id": "7", "survey_response_id": "8"}


def made(*facts: dict[str, Any]) -> Effect:
    """The effect of these facts."""
    return effect(facts, ZONE)


def test_an_attempt_that_reached_nobody_is_a_result() -> None:
    told = made(fact(5, campaign_id="90001", phone_e164="+17045550123"))
    assert made(fact(5)).type_code == "canvass_result"
    # VAN's bulk imports know no campaign, so that this one never goes in bulk.
    assert told.type_code == "campaign_result"
    assert told.payload == {
        "resultCodeId": 1,
        "canvassContext": {
            "inputTypeId": 11, "dateCanvassed": "2026-11-20T13:00:05-05:00", "contactTypeId": 1,
            "campaignId": 90001, "skipMatching": True,
            "phone": {"dialingPrefix": "1", "phoneNumber": "7045550123"},
        },
    }
    assert told.trace == ("contact", "5", "1", "1", "2026-11-20")


def test_answers_and_codes_of_a_talk_go_together_without_a_result() -> None:
    told = made(
        fact(5, result_code_id="14"), fact(5, "survey_answer", contact_type_id="1", **ANSWER),
        fact(5, "activist_code", activist_code_id="9"),
    )
    assert told.type_code == "canvass_responses"
    assert "resultCodeId" not in told.payload
    assert told.payload["responses"] == [
        {"type": "SurveyResponse", "surveyQuestionId": 7, "surveyResponseId": 8},
        {"type": "ActivistCode", "activistCodeId": 9, "action": "Apply"},
    ]
    # VAN makes Canvassed of responses.
    assert told.trace[3] == "14"


def test_the_day_is_the_accounts_own() -> None:
    late = fact(5, occurred_at=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    assert made(late).trace[4] == "2026-11-20"
    assert made(late).payload["canvassContext"]["dateCanvassed"] == "2026-11-20T22:30:00-05:00"


def test_a_code_by_itself_leaves_no_attempt_behind() -> None:
    told = made(fact(5, "activist_code", activist_code_id="9"))
    assert told.type_code == "activist_code"
    assert told.payload["canvassContext"]["omitActivistCodeContactHistory"] is True
    assert told.trace == ("activist_code", "5", "9")


def test_a_sign_up_names_what_it_knows() -> None:
    told = made(fact(5, "sign_up", event_id="70", event_shift_id="71", event_status_id="11"))
    assert told.payload == {
        "person": {"vanId": 5}, "event": {"eventId": 70}, "shift": {"eventShiftId": 71},
        "status": {"statusId": 11},
    }


def test_phones_and_emails_are_added_to_the_person() -> None:
    told = made(fact(5, "phone", phone_e164="+17045550123"),
                fact(5, "email", email="Ana@mail.example"))
    assert told.type_code == "person_details"
    assert told.payload == {
        "phones": [{"phoneNumber": "7045550123"}], "emails": [{"email": "Ana@mail.example"}],
    }


def test_somebody_new_is_found_by_what_is_surest() -> None:
    named = {"first_name": "Ana", "last_name": "Lopez", "target_record_id": None}
    by_email = made(fact(5, "new_person", **named, email="Ana@mail.example"))
    assert by_email.trace == ("new_person", "email", "ana@mail.example")
    by_name = made(fact(5, "new_person", **named, postal_code="28202",
                        birth_date=datetime(1990, 1, 2, tzinfo=UTC).date()))
    assert by_name.trace == ("new_person", "name", "ana lopez|28202|1990-01-02")
    assert by_name.payload["dateOfBirth"] == "1990-01-02"


def test_the_same_facts_in_another_order_are_the_same_effect() -> None:
    facts = [fact(5, "activist_code", activist_code_id="9", record_id="a"),
             fact(5, "activist_code", activist_code_id="10", record_id="b")]
    assert made(*facts).payload["responses"] == made(*reversed(facts)).payload["responses"]


def test_facts_that_make_no_effect_together_are_refused_by_their_types() -> None:
    with pytest.raises(NothingToTell, match="email, sign_up"):
        made(fact(5, "email"), fact(5, "sign_up"))


def test_what_is_shown_of_an_effect_holds_nothing_of_it() -> None:
    assert "ana" not in repr(made(fact(5, "email", email="ana@mail.example"))).lower()
