"""What headers mean, mostly: a reader's experience, in the order in which it is tried."""

from __future__ import annotations

import re
from typing import NamedTuple

PERSON = "people"


class Clue(NamedTuple):
    """A header like this (letters and digits only) is mostly this column of this shape.

    ``kind``: what its values must look like, '' where they may be any text. ``macro``: what cleans
    them, '' where the tool's word stays as it is.
    """

    header: str
    shape: str
    column: str
    kind: str = ""
    macro: str = ""


# Not a column of a shape but two of them: what ``given_name`` and ``family_name`` split.
WHOLE_NAME = "whole name"

CLUES = [
    Clue(r"first(name)?|given(name)?|fname|nombre", PERSON, "first_name", "", "clean_name"),
    Clue(r"middle(name|initial)?|mname", PERSON, "middle_name", "", "clean_name"),
    Clue(r"last(name)?|family(name)?|surname|lname|apellidos?", PERSON, "last_name", "",
         "clean_name"),
    Clue(r"(full|whole|display|contact|member|person|volunteer|donor|attendee)?name|nombrecompleto",
         PERSON, WHOLE_NAME, "whole name"),
    Clue(r"(name)?suffix", PERSON, "name_suffix", "", "clean_name"),
    Clue(r"optin|optout|optedout|optedin|(email|sms|phone|text)?(optin|optout|consent)(status)?|"
         r"subscri(bed|ptionstatus)", "consents", "status_raw"),
    Clue(r"(\w*(phone|mobile|cell|telephone)(number)?\d?|cell|tel)", PERSON, "phone_e164", "phone",
         "phone_e164"),
    Clue(r"\w*e?mail(address)?\d?|correo\w*", PERSON, "email", "email", "email"),
    Clue(r"dob|birth(day|date)?|dateofbirth", PERSON, "birth_date", "date", "iso_date"),
    Clue(r"gender|sex", PERSON, "gender", "", "clean_text"),
    Clue(r"(street|home|mailing)?address(line)?1?|street|addr1|streetline1", PERSON,
         "street_address", "", "clean_name"),
    Clue(r"\w*(city|town)", PERSON, "city", "", "clean_name"),
    Clue(r"\w*(state|region|province)(code)?", PERSON, "region_code", "state", "region_code"),
    Clue(r"\w*(zip|postal)(code|5|orpostal)?|postcode", PERSON, "postal_code", "zip",
         "postal_code"),
    Clue(r"country(code)?", PERSON, "country_code", "", "country_code"),
    Clue(r"(preferred)?language(code)?", PERSON, "language_code", "", "clean_text"),
    Clue(r"(event|meeting|shift)(name|title)?", "attendances", "event_name", "", "clean_text"),
    Clue(r"(event|meeting)id", "attendances", "event_record_id"),
    Clue(r"(event|meeting)type", "attendances", "event_type_raw"),
    Clue(r"role(name)?", "attendances", "role_raw"),
    Clue(r"(attendance|rsvp|signup|shift)(status)?|attended|status", "attendances", "status_raw"),
    Clue(r"(start|begin)(s|ed)?(date|time|at|on)?|(event|shift)(date|time|start)", "attendances",
         "starts_at", "instant", "instant"),
    Clue(r"(end)(s|ed)?(date|time|at|on)?|(event|shift)end", "attendances", "ends_at", "instant",
         "instant"),
    Clue(r"(canvass|call|contact)?(result|disposition|outcome)(name|code)?", "contact_attempts",
         "result_raw"),
    Clue(r"(date)?(canvassed|called|contacted|attempted)(at|on|date)?|calltime", "contact_attempts",
         "attempted_at", "instant", "instant"),
    Clue(r"(\w*amount|total|donation|gift)(usd)?", "donations", "amount_cents", "money", "cents"),
    Clue(r"currency(code)?", "donations", "currency_code", "", "clean_text"),
    Clue(r"(is)?recurring", "donations", "is_recurring", "yes or no", "yes_no"),
    Clue(r"(order|receipt|lineitem)(id|number)", "donations", "order_id"),
    Clue(r"(donated|paid|gift)(at|on|date)|datereceived|donationdate", "donations", "donated_at",
         "instant", "instant"),
    Clue(r"(message)?direction", "messages", "direction_raw"),
    Clue(r"(date)?sent(at|on|date)?|sendtime", "messages", "sent_at", "instant", "instant"),
    Clue(r"(survey)?question(name|text)?", "survey_responses", "question_name", "", "clean_text"),
    Clue(r"(survey)?(answer|response)(name|text|option)?", "survey_responses", "response_name", "",
         "clean_text"),
    Clue(r"tags?(name)?", "tags", "tag_name", "", "clean_text"),
    Clue(r"(group|team|chapter|organization)(name)?", "memberships", "group_name", "",
         "clean_text"),
    Clue(r"(my(campaign|voters))?vanid|van", "identifiers", "van_id"),
    Clue(r"(catalist)?dwid", "identifiers", "dwid"),
    Clue(r"(vb)?voterbaseid|statefileid|(state)?voter(file)?id", "identifiers", "voter_file_id"),
    Clue(r"externalid|otherid", "identifiers", "external_id"),
    Clue(r"(date)?(created|joined|registered|signedup|added)(at|on|date)?|timestamp|signupdate",
         PERSON, "created_at", "instant", "instant"),
    Clue(r"(date|last)?(updated|modified)(at|on|date)?|lastmodified", PERSON, "modified_at",
         "instant", "instant"),
]  # fmt: skip

_COMPILED = [(re.compile(clue.header), clue) for clue in CLUES]
# Whose id it is when it isn't the record's own.
OF_A_PERSON = re.compile(r"(person|contact|user|member|supporter|voter|attendee|donor|volunteer)id")
IS_AN_ID = re.compile(r"\w*(id|uuid|guid|key)")


def of(header: str) -> Clue | None:
    """The clue that a header, letters and digits only and in lower case, gives."""
    return next((clue for pattern, clue in _COMPILED if pattern.fullmatch(header)), None)
