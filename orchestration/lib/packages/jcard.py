"""A contact as a jCard (RFC 7095), for an address book."""

from __future__ import annotations

from typing import Any

from orchestration.lib.packages.records import Record


def jcard(person: Record) -> list[Any]:
    """What is known of a person, in vCard 4.0's words."""
    given, family = person["first_name"] or "", person["last_name"] or ""
    middle, suffix = person["middle_name"] or "", person["name_suffix"] or ""
    whole = " ".join(each for each in (given, middle, family, suffix) if each)
    properties: list[list[Any]] = [
        ["version", {}, "text", "4.0"],
        ["uid", {}, "text", person["record_id"]],
        ["fn", {}, "text", whole or person["email"] or person["phone"] or "A contact"],
        ["n", {}, "text", [family, given, middle, "", suffix]],
    ]
    if person["email"]:
        properties.append(["email", {}, "text", person["email"]])
    if person["phone"]:
        properties.append(["tel", {}, "uri", f"tel:{person['phone']}"])
    if person["language_code"]:
        properties.append(["lang", {}, "language-tag", person["language_code"]])
    properties.append(["rev", {}, "timestamp", person["modified_at"]])
    return ["vcard", properties]
